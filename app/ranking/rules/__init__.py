"""How a month of a tender section becomes a score, a place and a band: pure, exact, repeatable."""

"""Reading progress. The other rooms import from here."""

"""Positions, lines and what a map shows of them. Degrees are floats: they are measured, not counted."""

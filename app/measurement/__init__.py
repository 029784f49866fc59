"""Measurement: what of the bill is done and proven up to the end of a period."""

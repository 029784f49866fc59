"""Changing the acceptance of steps and their tests. Each writes, records and flushes."""

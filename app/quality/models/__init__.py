"""Processes and their acceptance, side stations, tests and what failed."""

"""Changing progress: every function checks, writes, records and flushes; none commits."""

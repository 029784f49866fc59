"""Payments: what is due, what may be paid this month, and why."""

"""Certificates: what a section has earned up to the end of a period, deduction by deduction, and who agreed."""

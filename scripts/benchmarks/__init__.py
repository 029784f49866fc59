"""What scripts/bench.py measures, one file for each subject."""

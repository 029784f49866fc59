"""What the bureau's rules say about progress: pure functions, one subject in each file."""

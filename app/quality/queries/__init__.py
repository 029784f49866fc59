"""Reading the acceptance of steps and their tests."""

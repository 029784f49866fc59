"""The shape of what is typed for acceptance and tests."""

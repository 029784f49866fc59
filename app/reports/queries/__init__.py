"""Reading imports and what they are matched against."""

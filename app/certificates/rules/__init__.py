"""What certificates decide: their figures, their entries, and who approves them. Pure."""

"""Who must be at the key posts, and what follows when somebody is not."""

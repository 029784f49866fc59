"""Pure rules of rural logistics: who is reached and how, and what would reach more people."""

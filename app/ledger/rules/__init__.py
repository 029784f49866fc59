"""What the ledger decides: accounts and entries, how each deed is posted, and what must always hold."""

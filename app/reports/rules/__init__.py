"""How a ledger or a weekly sheet is read: header, columns, roads, totals; no file is opened."""

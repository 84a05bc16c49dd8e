"""Bills paid by oneself and claimed with receipts (手工报销), priced as at the till; allowances."""

"""The national interface as records: what each transaction carries, and its code tables."""

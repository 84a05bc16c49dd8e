"""Who is enrolled with whom, what is billed and paid, and why something is shown as unpaid."""

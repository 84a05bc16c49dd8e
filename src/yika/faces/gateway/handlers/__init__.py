"""What each transaction does: a handler a number, in files by what they are about."""

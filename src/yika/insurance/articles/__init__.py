"""What somebody else wrote about contributions, read claim by claim: which do not add up."""

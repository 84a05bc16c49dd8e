"""What happened to each character, by what is wrong. Stories end before the sandbox begins."""

"""A small client for programmers of hospital and pharmacy systems."""

"""Calculators that show their sum, for anybody: what is owed, from when the fund pays, the years.

Nothing asked here is kept. Every result names the values of the law it rests on, with their
sources; what a region does not publish is named and never guessed.
"""

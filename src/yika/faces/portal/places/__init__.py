"""Where the card can be used: the directory of designated places, and what the funds pay.

For anybody; nothing asked is kept. One region at a time, facts and the law only: no scores, no
advertising, and never another city's hospital.
"""

"""Personal accounts (个人账户): a ledger of transfers, never changed, never unbalanced.

One row moves one positive amount of fen from one account to another under an id of the caller's. A
person has two accounts from the start, this year's money and carried-over money, and one for what
is owed back. Only accounts that must not be overdrawn keep a balance.
"""

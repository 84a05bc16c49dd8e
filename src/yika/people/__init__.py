"""People: who somebody is, who may act for them, and the anchor every writer locks first.

Words: *person* (参保人), *mandate* (委托), *guardian* (监护人), *anchor*: the person's row, locked
before any fact about the person is written. Refuses to show identity in the clear without a reason.
"""

"""Cases (办件): one application for one matter, from the draft to what came of it.

A case is opened for a person by whoever may act for them (`matters.applicants`) and goes on step by
step (`steps`); every step is kept, is in the journal, and is refused to whoever has no authority
for it. Approval runs the effect of the act in the same transaction, so nothing lies between the
two. Papers are asked for once and completely. Who has the case now, and whether it is late, is
worked out, never stored.
"""

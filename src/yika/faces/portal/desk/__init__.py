"""The officers' pages: find a person, open a case for them, and take cases to their end.

The desk has a session of its own, so that in the sandbox one browser may be both the person and the
officer. Nothing is decided here: what an officer may do is asked of the rules of cases.
"""

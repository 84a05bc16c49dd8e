"""Access: who is asking, in which role, through which channel, and for whom they may act.

Words: *holder* (参保人), *agent* (代办人), *officer* (经办人员). In the sandbox one signs in by
choosing a person; there is no other sign-in yet, and without the sandbox nobody can.
"""

"""Service matters (事项): what a person, an agent or an officer can have done, and doing it.

An *act* is one such thing. Advice and action read the same definition: an act is allowed on a
channel if the region's ``matter.…`` offers it there. An act comes with a key of the caller's
choosing; the same key again is answered as the first time, the same key with other content is a
Conflict that names the field.
"""

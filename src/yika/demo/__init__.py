"""The made-up city: people, cards and histories nobody ever had, and a cast of known characters.

*Cast* (人物): people with fixed ID numbers, each in one situation of the founding documents, built
through the services and listed in ``docs/cast.md``. The *city* (演示市) around them is made from a
seed and loaded in bulk: the same seed is the same city once decrypted. Every ID number here begins
9999, which no real one does.
"""

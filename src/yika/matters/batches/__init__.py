"""Batch matters (批量办件): an employer or a school has one matter done for many people at once.

Everything wrong in a file is told before anything is sent. What is sent becomes one case a person,
each in a transaction of its own, so that a batch that was cut short goes on where it stood and
nobody has anything done twice. Everything is the person's own case: in their journal and inbox.
"""

"""Batches as pages: one matter for many people, sent by an employer, a school, or at the desk.

A file is looked at first: every error is told line by line and nothing is sent. It comes along with
that page, so that sending sends the same file.
"""

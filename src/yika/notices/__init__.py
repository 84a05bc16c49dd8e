"""Notices: what a person is told, and what leaves the house because of it.

Words: *notice* (通知), *inbox* (消息), *channel*: text messages, *webhook*: an address of a program
that wants to hear of events. A notice and what has to be delivered of it are written in the
transaction of the fact; delivery comes after, and again until it is taken. Refuses to send anything
to a channel that the person has switched off or lost, and to put more than ids into a webhook.
"""

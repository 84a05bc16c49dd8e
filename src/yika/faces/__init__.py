"""The faces: what people and programs touch.

Each opens transactions and calls rooms; none imports another.
"""

"""The records of each transaction, written by `python -m yika.interface.generate`."""

"""A small client for programmers of hospital and pharmacy systems.

`calls.Client` and `calls.AsyncClient` speak; `asking.Station` is who speaks, `signing` how it is
signed, `asks` what is asked most. Any other transaction goes through ``call(infno, Input)`` with
the records of `yika.interface.records`. It retries nothing and keeps nothing.
"""

"""Store: PostgreSQL, named SQL, migrations, the journal, the clock, keys and sealing.

Words: *home*, the folder of one installation; *owner* and *application*, the two database roles:
the first changes tables, the second rows; *sealed*, encrypted with keys that the database never
sees; *blind index*, a keyed hash by which a number can be found. Refuses to change or delete an
entry of the journal.
"""

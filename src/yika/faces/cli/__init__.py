"""The command line: ``yika …``. Chinese first, English beside it; ``--json`` for programs."""

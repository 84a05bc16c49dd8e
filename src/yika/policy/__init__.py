"""The law as dated data: values that differ by place, scheme or day, each with its source.

Files are under ``data/<division>/<topic>/<name>.yaml``; `load` reads them, `lookup` answers.
Three answers exist: a value, *abolished*, *unknown here*. An unknown is never replaced by
another place's value unless the file says ``follows``. This room holds values and look-up only;
formulas live with the noun they compute.
"""

"""Designated hospitals and pharmacies (定点医药机构), and the catalogue of what may be charged."""

"""yika (医卡): a region's medical-insurance cards, and exactly why one does not work."""

__version__ = "0.1.0"

"""A bill into shares (结算): visits, fee lines, benefit, settling, cancelling, reconciling."""

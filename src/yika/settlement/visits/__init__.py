"""What comes before and after a settlement: visits, lines, stays, filings, reconciling."""

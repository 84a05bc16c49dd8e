"""From months paid to the days on which the fund pays, and what would make them more."""

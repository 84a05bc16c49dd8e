"""Kinds of values: text and whole numbers of so many places; generated."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

Instant = Annotated[datetime, Meta(tz=False)]
S3 = Annotated[str, Meta(max_length=3)]
S4 = Annotated[str, Meta(max_length=4)]
S6 = Annotated[str, Meta(max_length=6)]
S10 = Annotated[str, Meta(max_length=10)]
S12 = Annotated[str, Meta(max_length=12)]
S19 = Annotated[str, Meta(max_length=19)]
S20 = Annotated[str, Meta(max_length=20)]
S30 = Annotated[str, Meta(max_length=30)]
S32 = Annotated[str, Meta(max_length=32)]
S40 = Annotated[str, Meta(max_length=40)]
S50 = Annotated[str, Meta(max_length=50)]
S100 = Annotated[str, Meta(max_length=100)]
S150 = Annotated[str, Meta(max_length=150)]
S200 = Annotated[str, Meta(max_length=200)]
S300 = Annotated[str, Meta(max_length=300)]
S500 = Annotated[str, Meta(max_length=500)]
S1000 = Annotated[str, Meta(max_length=1000)]
S1024 = Annotated[str, Meta(max_length=1024)]
S2000 = Annotated[str, Meta(max_length=2000)]
S4000 = Annotated[str, Meta(max_length=4000)]
N2 = Annotated[int, Meta(ge=-99, le=99)]
N3 = Annotated[int, Meta(ge=-999, le=999)]
N4 = Annotated[int, Meta(ge=-9999, le=9999)]
N10 = Annotated[int, Meta(ge=-9999999999, le=9999999999)]

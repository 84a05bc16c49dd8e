"""The Chinese typeface on paper: a small font with just the characters of one paper.

The outlines are those of Noto Sans CJK SC (SIL Open Font License) as its wheel ships them, drawn at
the regular weight. The font is embedded, so that a rare name prints as it is written, and the text
can be read out of the paper again.
"""

import logging
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import manimgx_fonts_cjk
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FILE: Final = "NotoSansCJK-VF.otf.ttc"
SIMPLIFIED: Final = 2  # the place of the font for mainland China among those of the file
REGULAR: Final = {"wght": 400}
NAMES: Final = {
    "familyName": "Noto Sans CJK SC",
    "styleName": "Regular",
    "psName": "NotoSansCJKsc-Regular",
}
MISSING: Final = ".notdef"
PRECISION: Final = 1.0  # how far a curve may stray, of a thousand units to the em

# It tells each table it writes; a paper is no news on a terminal.
logging.getLogger("fontTools").setLevel(logging.WARNING)


def font_for(text: str) -> bytes:
    """A TrueType font with the characters of a text; who is not in the typeface shows as a box."""
    source: Any = _source()
    cmap: dict[int, str] = source.getBestCmap()
    wanted = {ord(char): cmap[ord(char)] for char in sorted(set(text)) if ord(char) in cmap}
    names = [MISSING, *dict.fromkeys(wanted.values())]
    outlines: Any = source.getGlyphSet(location=REGULAR)
    glyphs = {name: _glyph(outlines[name]) for name in names}
    widths = {name: round(outlines[name].width) for name in names}
    made: Any = FontBuilder(source["head"].unitsPerEm, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap(wanted)
    made.setupGlyf(glyphs)
    metrics = {name: (widths[name], getattr(glyphs[name], "xMin", 0)) for name in names}
    made.setupHorizontalMetrics(metrics)
    head: Any = source["hhea"]
    made.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    made.setupNameTable(NAMES)
    os2: Any = source["OS/2"]
    made.setupOS2(
        sTypoAscender=os2.sTypoAscender,
        sTypoDescender=os2.sTypoDescender,
        usWinAscent=os2.usWinAscent,
        usWinDescent=os2.usWinDescent,
        sCapHeight=os2.sCapHeight,
    )
    made.setupPost()
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def can_write(char: str) -> bool:
    """Whether the typeface has a character."""
    return ord(char) in (_source().getBestCmap() or {})


@lru_cache(maxsize=1)
def _source() -> TTFont:
    path = Path(manimgx_fonts_cjk.__file__).parent / FILE
    return TTFont(path, fontNumber=SIMPLIFIED, lazy=True)


def _glyph(outline: object) -> object:
    pen: Any = TTGlyphPen(None)
    drawn: Any = outline
    drawn.draw(Cu2QuPen(pen, max_err=PRECISION, reverse_direction=True))
    return pen.glyph()

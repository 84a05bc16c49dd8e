"""Made-up files as somebody hands them in, and papers read again."""

from io import BytesIO

from pypdf import PdfReader

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 32 + b"\xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32 + b"IEND\xaeB`\x82"


def read(made: bytes) -> list[str]:
    """The text of each page, as a reader of PDF finds it."""
    return [page.extract_text() for page in PdfReader(BytesIO(made)).pages]

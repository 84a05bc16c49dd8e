"""One message as it arrived: its envelope, how it was addressed, how its input was closed."""

import asyncio
import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import msgspec

from yika.faces.gateway import centre, ciphers, web
from yika.ground.errors import Refused
from yika.institutions.model import Institution
from yika.interface import parsing, paths
from yika.interface.envelope import Envelope
from yika.people.model import PersonKey
from yika.standing.model import Standing
from yika.store.keys import Keys

NAMED: Final = re.compile(r"(?:api_)?(\d{4}(?:\d{2}|[A-Za-z])?)")  # of _api_name, a transaction
HEX: Final = re.compile(rb'"[0-9A-Fa-f]{32,}"')
ENCODER: Final = msgspec.json.Encoder()
KEPT_BYTES: Final = 262_144  # of an input; of a larger one only its hash is kept
A_FILE: Final = msgspec.Raw(b'"YQ=="')  # in place of the bytes that came as a part of their own


class AddressDiffers(Refused):
    """The address, or the service named in a header, is of another transaction than the message.

    Facts: addressed, infno.
    """

    code = "address_differs"


@dataclass(slots=True)
class Arrived:
    """A message on its way in."""

    headers: web.Headers
    path: str
    body: bytes
    envelope: Envelope
    form: bytes | None = None  # the text part of a form
    file: bytes | None = None  # the file part of a form
    of_centre: bool = False  # whether it is one to the e-credential centre, without an envelope
    cipher_key: bytes | None = field(default=None, repr=False)  # the SM4 key it came under
    institution: Institution | None = None  # whose it is, once that is proved
    concerns: list[PersonKey] = field(default_factory=list[PersonKey])  # whom it is about
    is_shown: bool = False  # whether it brings a credential, or names the visit it was shown for
    standings: list[Standing] = field(default_factory=list[Standing])  # theirs, if read already
    asked_at: datetime | None = None  # by the domain's clock, once that was read

    def check_address(self) -> None:
        """Pass where address and header name no other transaction. Fails with AddressDiffers."""
        name = NAMED.fullmatch(self.headers.get(b"_api_name", b"").decode("latin-1"))
        for addressed in (paths.transaction(self.path), name and name[1]):
            if addressed and _plain(addressed) != _plain(self.envelope.infno):
                raise AddressDiffers(addressed=addressed, infno=self.envelope.infno)

    async def open(self, keys: Keys) -> None:
        """Decrypt the input, where it came encrypted. Fails with NotDecrypted."""
        raw = bytes(self.envelope.input)
        if not HEX.fullmatch(raw):
            return
        if not self.envelope.cainfo:
            raise ciphers.NotDecrypted(part="cainfo")
        cainfo, text = self.envelope.cainfo, raw[1:-1].decode()
        # Pure Python takes a while for this; others need not wait for it.
        opened, key = await asyncio.to_thread(ciphers.opened, keys, cainfo, text)
        self.envelope.input = msgspec.Raw(opened)
        self.cipher_key = key

    @property
    def request(self) -> bytes:
        """The message as it is kept: without what may differ in a repeat, or hold a password."""
        members: dict[str, Any] = msgspec.structs.asdict(self.envelope)
        for name in ("inf_time", "sign_no", "cainfo"):
            del members[name]
        given = bytes(self.envelope.input)
        if given[:1] == b'"':  # The input came as JSON in a text.
            given = msgspec.json.decode(given, type=str).encode()
            members["input"] = msgspec.Raw(given)
        if len(given) > KEPT_BYTES:
            members["input"] = hashlib.sha256(given).hexdigest()
        if self.file is not None:
            members["file"] = hashlib.sha256(self.file).hexdigest()
        return ENCODER.encode(members)

    def mirrored(self, reply: bytes) -> bytes:
        """The reply with its output closed as the input was."""
        assert self.cipher_key is not None
        members = msgspec.json.decode(reply, type=dict[str, msgspec.Raw])
        output = ciphers.closed(self.cipher_key, bytes(members["output"]))
        return ENCODER.encode({**members, "output": output, "enctype": "SM4"})


def arrived(headers: web.Headers, body: bytes, path: str) -> Arrived:
    """The message of a request. Fails with BrokenForm, or as reading an envelope does."""
    form = file = None
    text = body
    if web.is_form(headers):
        form, file = web.parts_of(headers, body)
        text = form
    elif web.is_urlencoded(headers, body):
        text = form = web.field_of(body)
    query = centre.query_in(text) if path.rstrip("/").endswith(paths.CENTRE) else None
    envelope = parsing.read(text) if query is None else centre.envelope_of(query)
    envelope.fixmedins_code = envelope.fixmedins_code.strip()
    if not envelope.infno.isdecimal():
        envelope.infno = envelope.infno.strip().upper()
    if file is not None:
        envelope.input = _with_a_file(envelope.input)
    return Arrived(headers, path, body, envelope, form, file, of_centre=query is not None)


def _with_a_file(given: msgspec.Raw) -> msgspec.Raw:
    """The input of an upload as if the file stood in it, which is a part of its own."""
    try:
        if bytes(given)[:1] == b'"':  # The input came as JSON in a text.
            given = msgspec.Raw(msgspec.json.decode(given, type=str).encode())
        nodes = msgspec.json.decode(given, type=dict[str, dict[str, msgspec.Raw]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return given
    return msgspec.Raw(
        ENCODER.encode({name: {**node, "in": A_FILE} for name, node in nodes.items()})
    )


def _plain(infno: str) -> str:
    """The number without its suffix: addresses do not tell 2207 from 2207A."""
    return infno[:4] if len(infno) == 5 else infno

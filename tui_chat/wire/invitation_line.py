"""The text that invites somebody: `HOST:PORT/TOKEN/FINGERPRINT`.

No shell changes any of its characters, and a double click selects each part. The fingerprint is
that of the server's certificate, SHA-256 in base64url. For a server without encryption it is
"plain", so that a line that was copied only in part is never taken for a complete one.
"""

import base64
import binascii
import re
from typing import Final, NamedTuple

PASS: Final = re.compile(r"(?P<token>[A-Za-z0-9]{22})(?:\.(?P<word>[A-Za-z0-9_-]{1,64}))?")
"""What is said in place of a password: a token, perhaps with a word of one's own behind it."""
_LINE: Final = re.compile(
    r"(?P<place>[^/\s]+)/(?P<token>[A-Za-z0-9]{22})/(?P<fingerprint>[A-Za-z0-9_-]{43}|plain)"
)

_PLAIN: Final = "plain"


class InvitationLine(NamedTuple):
    """What such a line says."""

    place: str
    """HOST:PORT, the host of IPv6 in brackets."""
    token: str
    fingerprint: str
    """In lower-case hexadecimal, "" for none."""


def invitation_line(host: str, port: int, token: str, fingerprint: str = "") -> str:
    """The line; `fingerprint` is in hexadecimal, "" for none."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if not fingerprint:
        return f"{place}/{token}/{_PLAIN}"
    pinned = base64.urlsafe_b64encode(bytes.fromhex(fingerprint)).decode().rstrip("=")
    return f"{place}/{token}/{pinned}"


def read_invitation_line(written: str) -> InvitationLine | None:
    """What a line says; None if it is no such line."""
    found = _LINE.fullmatch(written)
    if found is None:
        return None
    pinned = found["fingerprint"]
    if pinned == _PLAIN:
        return InvitationLine(found["place"], found["token"], "")
    try:
        fingerprint = base64.urlsafe_b64decode(f"{pinned}=").hex()
    except binascii.Error:
        return None
    return InvitationLine(found["place"], found["token"], fingerprint)

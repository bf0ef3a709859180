"""Addresses of servers as people write them: one parser for every place where one is written.

Pure: `irc.example`, `irc.example:6697`, `[::1]:6697`, `irc.example:+6697` (encrypted, as other
clients have it), `ircs://irc.example/#channel`, and invitations (`tui_chat.wire.invitation_line`).
"""

import ipaddress
import re
from typing import Final, NamedTuple
from urllib.parse import unquote

from tui_chat.client.language.i18n import _
from tui_chat.wire.invitation_line import read_invitation_line
from tui_chat.wire.text.sanitize import sanitize

_HIGHEST_PORT: Final = 65_535
_ENCRYPTED_PORT: Final = 6697
_URL: Final = re.compile(r"([a-zA-Z][\w+.-]*)://(.*)", re.DOTALL)
_BRACKETS: Final = re.compile(r"\[([^\[\]]*)\](.*)", re.DOTALL)
_NO_HOST: Final = re.compile(r"[\x00-\x20\x7f/@\[\]#?,\\<>\"'`|{}^!*]")
_NO_CHANNEL: Final = re.compile(r"[\s,]")
_SCHEMES: Final = {"irc": None, "irc6": None, "ircs": True, "irc+insecure": False}
_FLAGS: Final = frozenset({"isnick", "needkey", "needpass", "isserver"})


class AddressError(ValueError):
    """The text is not an address; the message is one sentence that says why."""


class Address(NamedTuple):
    """The address of a server. None stands for a part that was not given."""

    host: str
    port: int | None = None
    tls: bool | None = None
    """Whether to insist on encryption, or do without."""
    channels: tuple[str, ...] = ()
    """Channels to join there."""
    token: str = ""
    """The token of an invitation, and the fingerprint that the server must have by it."""
    fingerprint: str = ""


def parse_address(written: str, port: str = "") -> Address:
    """The address that somebody wrote, with a `port` that stands behind it. Raises AddressError."""
    written = written.strip()
    invited = read_invitation_line(written)
    if invited is not None:
        address = _plain(invited.place)._replace(
            token=invited.token, fingerprint=invited.fingerprint
        )
    elif found := _URL.fullmatch(written):
        address = _url(found[1].lower(), found[2])
    else:
        address = _plain(written)
    if not port:
        return address
    number, tls = _port(port.strip())
    if address.port not in {None, number}:
        text = _("{address} has a port already, and {port} is another.")
        raise AddressError(text.format(address=written, port=port))
    return address._replace(port=number, tls=address.tls if tls is None else tls)


def _url(scheme: str, rest: str) -> Address:
    if scheme not in _SCHEMES:
        text = _("{scheme}:// is not a chat address; use irc:// or ircs://.")
        raise AddressError(text.format(scheme=scheme))
    place, slash, path = rest.partition("/")
    # A zone is written as "%25eth0" in a URL (RFC 6874).
    address = _plain(unquote(place.rpartition("@")[2]))
    tls = _SCHEMES[scheme]
    port = address.port or (_ENCRYPTED_PORT if tls else None)
    names = [unquote(name) for name in path.partition("?")[0].split(",")] if slash else []
    channels = tuple(
        full_channel_name(name) for name in names if name.strip("#") and name not in _FLAGS
    )
    for name in channels:
        if not name.isprintable() or _NO_CHANNEL.search(name):
            raise AddressError(_('"{name}" is not a channel.').format(name=sanitize(name)))
    return Address(address.host, port, address.tls if tls is None else tls, channels)


def full_channel_name(name: str) -> str:
    """A channel as it is called: a name without its # is meant with it."""
    return name if name[:1] in {"#", "&", "+", "!", ""} else f"#{name}"


def _plain(written: str) -> Address:
    """An address without scheme and channels."""
    if not written:
        raise AddressError(_("Type an address: HOST or HOST:PORT."))
    if found := _BRACKETS.fullmatch(written):
        host, rest = found[1], found[2]
        _check_ipv6(host, written)
        if rest and not rest.startswith(":"):
            raise AddressError(_("After ] comes :PORT, not {rest}.").format(rest=rest))
        return _with_port(host, rest[1:] if rest else None)
    if re.match(r"[^/]+:\d+/[A-Za-z0-9]", written):
        raise AddressError(_("This invitation is not complete: copy the whole line."))
    if written.count(":") > 1:
        _check_ipv6(written, written)
        return Address(written)
    host, colon, port = written.partition(":")
    if not host:
        raise AddressError(_("{address} has no host.").format(address=written))
    if found := _NO_HOST.search(host):
        text = _("{host} is not a host: it contains {sign}.")
        sign = _("a space") if found[0].isspace() else found[0]
        raise AddressError(text.format(host=host, sign=sign))
    return _with_port(host, port if colon else None)


def _with_port(host: str, port: str | None) -> Address:
    if port is None:
        return Address(host)
    number, tls = _port(port)
    return Address(host, number, tls)


def _port(written: str) -> tuple[int, bool | None]:
    """The number, and True where a + in front asks for encryption."""
    digits = written.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) <= _HIGHEST_PORT):
        text = _("{port} is not a valid port (1 to 65535).")
        raise AddressError(text.format(port=written or '""'))
    return int(digits), True if digits != written else None


def _check_ipv6(host: str, written: str) -> None:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        text = _("{address} is not an address: IPv6 is written as [::1] or [::1]:PORT.")
        raise AddressError(text.format(address=written)) from None

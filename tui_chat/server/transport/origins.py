"""Which web pages may come through a WebSocket: a browser lets any page open one to anywhere."""

import ipaddress
import socket
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

ANY: Final = "*"
"""Stands for all pages."""


class Origins:
    """The pages that are `allowed`; if none are, those of this server's own host.

    That is one of `names`, the machine's own name, or an address: under any other name an
    attacker's page could be the one that the browser takes for ours (DNS rebinding).
    """

    def __init__(self, allowed: Sequence[str] = (), names: Sequence[str] = ()) -> None:
        self._allowed = {_as_browsers_write(one) for one in allowed}
        self._names = {name.lower() for name in ("localhost", *names) if name}

    def allow(self, origins: Sequence[str], host: str) -> bool:
        """Whether a request with these headers Origin and this header Host may go on.

        Programs that are no browsers send no origin, and may.
        """
        if not origins or ANY in self._allowed:
            return True
        if len(origins) > 1:
            return False
        origin = origins[0].strip().lower()
        if self._allowed:
            return origin in self._allowed
        name = _name(origin)
        return bool(name) and name == _name(f"//{host.strip().lower()}") and self._is_ours(name)

    def _is_ours(self, name: str) -> bool:
        return name in self._names or name == socket.gethostname().lower() or _is_address(name)


def _as_browsers_write(origin: str) -> str:
    """An origin without the port that goes without saying (RFC 6454 6.2)."""
    scheme, _, rest = origin.rstrip("/").lower().partition("://")
    usual = {"https": ":443", "http": ":80"}.get(scheme)
    return f"{scheme}://{rest.removesuffix(usual)}" if usual else origin.rstrip("/").lower()


def _name(url: str) -> str:
    """The host in a URL, "" without one."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

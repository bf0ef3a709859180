"""Servers on the same network, as they announce themselves (mDNS). Needs the package zeroconf."""

import ipaddress
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, NamedTuple

from tui_chat.wire.text.sanitize import sanitize

_SERVICE: Final = "_tui-chat._tcp.local."
_MOST: Final = 30
"""Servers; anybody on the network can announce as many as they like."""
_LONGEST: Final = 40
"""Characters of a name."""
_PATIENCE: Final = 2000
"""Milliseconds for the answer of one that has announced itself."""


class LanServer(NamedTuple):
    """A server that announces itself. Only its certificate tells which server it is."""

    name: str
    host: str
    port: int
    people: int | None = None


Found = Callable[[tuple[LanServer, ...]], object]
"""Is told of all servers whenever there are others; from another thread."""


def library() -> Any:
    """The package zeroconf. Raises ImportError."""
    import zeroconf  # noqa: PLC0415 - an extra, and 100 ms

    return zeroconf


class LanDiscovery:
    """Looks for servers from `start` to `stop`, in threads of its own. Never raises."""

    def __init__(self, found: Found, load: Callable[[], Any] | None = None) -> None:
        self._found = found
        self._load = load or library
        self._servers: dict[str, LanServer] = {}
        self._zeroconf: Any = None
        self._is_over = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin; the caller does not wait."""
        threading.Thread(target=self._begin, name="lan", daemon=True).start()

    def stop(self) -> None:
        """Look no more; the caller does not wait."""
        with self._lock:
            self._is_over = True
            zeroconf, self._zeroconf = self._zeroconf, None
        if zeroconf is not None:
            threading.Thread(target=zeroconf.close, name="lan", daemon=True).start()

    def _begin(self) -> None:
        with suppress(ImportError, OSError):  # without the extra, or without a network
            library = self._load()
            zeroconf = library.Zeroconf()
            with self._lock:
                if not self._is_over:
                    self._zeroconf = zeroconf
            if self._is_over:
                zeroconf.close()
                return
            library.ServiceBrowser(zeroconf, _SERVICE, listener=self)

    # What zeroconf calls, in a thread of its own.

    def add_service(self, zeroconf: Any, kind: str, name: str) -> None:
        """A server has announced itself, or has changed its announcement."""
        with suppress(Exception):  # whatever others send, the start screen stays
            if name not in self._servers and len(self._servers) >= _MOST:
                return
            info = zeroconf.get_service_info(kind, name, timeout=_PATIENCE)
            server = None if info is None else _server(info)
            if server is not None:
                self._servers[name] = server
                self._tell()

    update_service = add_service

    def remove_service(self, _zeroconf: Any, _kind: str, name: str) -> None:
        """A server is gone."""
        if self._servers.pop(name, None) is not None:
            self._tell()

    def _tell(self) -> None:
        if not self._is_over:
            self._found(tuple(dict.fromkeys(self._servers.values())))


def _server(info: Any) -> LanServer | None:
    """The announced server, with text that is safe for a terminal; None if we cannot use it."""
    addresses = sorted(map(ipaddress.ip_address, info.parsed_addresses()), key=_distance)
    if not addresses or not isinstance(info.port, int) or not 0 < info.port < 65_536:
        return None
    said = {key: value or b"" for key, value in info.properties.items() if isinstance(key, bytes)}
    name = " ".join(sanitize(said.get(b"network", b"").decode(errors="replace")).split())
    people = said.get(b"people", b"")
    count = int(people) if people.isdigit() and len(people) < 7 else None
    return LanServer(name[:_LONGEST] or "tui-chat", str(addresses[0]), info.port, count)


def _distance(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> tuple[bool, int]:
    return address.is_link_local, address.version

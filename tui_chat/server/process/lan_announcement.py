"""Announcing the server to computers on the same network (mDNS, RFC 6762 and 6763).

Needs the package zeroconf; without it, nobody is told. Its work has a thread of its own: whatever
others send by multicast costs the chat nothing.
"""

import logging
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from zeroconf import ServiceInfo

_log: Final = logging.getLogger(__name__)
SERVICE: Final = "_tui-chat._tcp.local."
INSTALL: Final = "pip install 'tui-chat[lan]'"
_LABEL: Final = 63
"""Bytes of the name of a service (RFC 6763 4.1.1)."""
_PAUSE: Final = 60.0
"""Seconds between two announcements that differ in the number of people alone."""


class Announced(NamedTuple):
    """What others on the network learn."""

    network: str
    port: int
    addresses: tuple[str, ...]
    people: int


def library() -> Any:
    """The package zeroconf. Raises ImportError."""
    import zeroconf  # noqa: PLC0415 - an extra, and 100 ms

    return zeroconf


class LanAnnouncement:
    """Tells the network what it is given, in the order in which that comes. Never raises."""

    def __init__(self, load: Callable[[], Any] | None = None) -> None:
        self._load = load or library
        self._thread: ThreadPoolExecutor | None = None
        self._told: Announced | None = None
        self._told_at = 0.0
        # Of the thread alone.
        self._responder: Any = None
        self._service: ServiceInfo | None = None

    def tell(self, wanted: Announced | None, now: float) -> None:
        """Announce this from now on, or nothing; `now` is in seconds of the loop."""
        told = self._told
        if wanted == told:
            return
        only_people = wanted is not None and told is not None and wanted[:3] == told[:3]
        if only_people and now - self._told_at < _PAUSE:
            return
        self._told, self._told_at = wanted, now
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="lan")
        self._thread.submit(self._attempt, wanted)

    def close(self) -> None:
        """Say goodbye."""
        if self._thread is not None:
            self._thread.submit(self._attempt, None)
            self._thread.shutdown()

    def _attempt(self, wanted: Announced | None) -> None:
        try:
            self._announce(wanted)
        except ImportError:
            return  # the banner says what it takes
        except Exception as error:  # noqa: BLE001 - others find it by its address all the same
            _log.warning("this server cannot be announced on the local network: %s", error)

    def _announce(self, wanted: Announced | None) -> None:
        if wanted is None:
            responder, self._responder, self._service = self._responder, None, None
            if responder is not None:
                responder.close()
            return
        zeroconf = self._load()
        service = _service(zeroconf, wanted)
        before, self._service = self._service, service
        if self._responder is None:
            self._responder = zeroconf.Zeroconf()
        elif before is not None and before.name == service.name:
            self._responder.update_service(service)
            return
        elif before is not None:
            self._responder.unregister_service(before)
        # No other server has this name: so nobody is asked, which would take a second.
        self._responder.register_service(service, cooperating_responders=True)


def _service(zeroconf: Any, announced: Announced) -> Any:
    host = socket.gethostname().partition(".")[0] or "here"
    label = f"{announced.network} {host} {announced.port}".replace(".", " ")
    label = label.encode()[:_LABEL].decode(errors="ignore")
    return zeroconf.ServiceInfo(
        SERVICE,
        f"{label}.{SERVICE}",
        port=announced.port,
        properties={"network": announced.network, "people": str(announced.people)},
        server=f"{host}.local.",
        parsed_addresses=list(announced.addresses),
    )

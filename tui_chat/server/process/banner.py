"""What the operator reads at the start: where we listen, and how others come in."""

import importlib.util
from collections.abc import Iterable
from typing import Final

from tui_chat import stdio
from tui_chat.server.process.lan_announcement import INSTALL
from tui_chat.server.process.server import Server
from tui_chat.server.process.ways_to_join import ways_to_join

_ANYBODY_REGISTERS: Final = (
    "An account is required, but anybody who reaches this server can make one; "
    "[accounts] registration = false leaves that to you."
)


def announce(server: Server) -> None:
    """Say where we listen, and the line that others type to join."""
    stdio.say_if_anybody_reads("\n".join(lines(server)))


def lines(server: Server) -> Iterable[str]:
    """The same as text."""
    main, *others = server.endpoints.listeners
    if main.place.path:
        yield f"tui-chat listens on {main.place.path}."
    else:
        yield f"tui-chat listens on {server.host} port {server.port}."
        hosts = server.reachable_hosts
        for lead, host in zip(("To join:", *["     or:"] * len(hosts)), hosts, strict=False):
            yield f"{lead} tui-chat connect {host} {server.port}"
        if not hosts:
            yield "This computer has no network address: others cannot join yet."
        yield from _reach_lines(server)
    for other in others:
        place = other.place
        if place.ssh or place.web or place.lines == "ask":
            continue
        where = place.path or f"{place.host} port {other.port}"
        yield f"Also on {where}{' (WebSocket)' if place.websocket else ''}."
    yield from _door_lines(server)
    certificate = server.endpoints.certificate
    if certificate is not None:
        whose = "its own certificate" if certificate.is_own else "your certificate"
        yield f"Encrypted with {whose}. Its fingerprint (SHA-256):"
        yield f"  {certificate.fingerprint}"
        if main.place.plain == "loopback" and not server.is_local:
            yield "Other machines must connect with TLS."
    settings = server.node.network.settings
    if settings.accounts.required and settings.accounts.open and not settings.password:
        yield _ANYBODY_REGISTERS


def _reach_lines(server: Server) -> Iterable[str]:
    """Who can join, and who finds it."""
    if server.is_local:
        yield "Only this computer can join. --host 0.0.0.0 lets others in."
    elif server.announces_itself and importlib.util.find_spec("zeroconf") is None:
        yield f"To be found by name on the local network: {INSTALL}"


def _door_lines(server: Server) -> Iterable[str]:
    """How people without a client join, where they can."""
    ways = ways_to_join(server.reachable_hosts or (server.local_host,), server.endpoints)
    for way in (*ways.web, *ways.ssh, *ways.lines):
        yield f"Without a client: {way}"
    if server.doors.ssh is not None and ways.ssh:
        yield f"The key that ssh asks about: {server.doors.ssh.fingerprint}"

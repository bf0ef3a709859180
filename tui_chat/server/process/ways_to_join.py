"""How others reach a running server: what they type, and what they open."""

import ipaddress
from typing import Final, NamedTuple

from tui_chat.server.config.config_schema import Listen
from tui_chat.server.transport.configured_listeners import Endpoints
from tui_chat.server.transport.own_ip_addresses import network_addresses
from tui_chat.wire.invitation_line import invitation_line

_IPV4: Final = "0.0.0.0"  # noqa: S104 - compared, not bound
_EVERYWHERE: Final = {"", _IPV4, "::"}
_MOST_HOSTS: Final = 3
"""Addresses of this machine in one invitation."""


class WaysToJoin(NamedTuple):
    """For each way in, what others type or open; empty where it is closed."""

    hosts: tuple[str, ...] = ()
    port: int = 0
    fingerprint: str = ""
    """Of the certificate, in hexadecimal."""
    client: tuple[str, ...] = ()
    """Commands for people who have tui-chat."""
    web: tuple[str, ...] = ()
    """Addresses of the page for browsers."""
    ssh: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """Commands with netcat."""


def reachable_hosts(host: str) -> tuple[str, ...]:
    """The addresses of this machine that others can type where a server listens on `host`.

    There are none if the machine is in no network.
    """
    if host not in _EVERYWHERE:
        return (host,)
    found = network_addresses()
    return tuple(one for one in found if host != _IPV4 or ipaddress.ip_address(one).version == 4)


def local_host(host: str) -> str:
    """The address at which this machine itself reaches a server that listens on `host`."""
    return "127.0.0.1" if host in _EVERYWHERE else host


def ways_to_join(hosts: tuple[str, ...], endpoints: Endpoints) -> WaysToJoin:
    """How others reach the server at these addresses."""
    certificate, main = endpoints.certificate, endpoints.main
    ours = () if main.place.path else hosts
    places = [(one.place, one.port) for one in endpoints.listeners]
    return WaysToJoin(
        ours,
        main.port,
        "" if certificate is None else certificate.fingerprint,
        tuple(f"tui-chat connect {host} {main.port}" for host in ours),
        tuple(_page(place, host, port) for place, port in places if place.web for host in hosts),
        tuple(f"ssh -p {port} {host}" for place, port in places if place.ssh for host in hosts),
        tuple(
            f"nc {host} {port}" for place, port in places if place.lines == "ask" for host in hosts
        ),
    )


def invitation_lines(ways: WaysToJoin, token: str) -> tuple[str, ...]:
    """What lets somebody in with a token: commands of ours, then links to the page."""
    commands = (
        f"tui-chat connect {invitation_line(host, ways.port, token, ways.fingerprint)}"
        for host in ways.hosts[:_MOST_HOSTS]
    )
    # A browser keeps what stands behind the # to itself.
    return (*commands, *(f"{page}#{token}" for page in ways.web[:_MOST_HOSTS]))


def _page(place: Listen, host: str, port: int) -> str:
    """The address of the page; on this machine without a certificate to be asked about."""
    is_plain = not place.tls or (place.plain and Listen(host).is_local)
    return f"{'http' if is_plain else 'https'}://{_bracketed(host)}:{port}/"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host

"""Checks of the places to listen on, and of their encryption."""

import re
from collections.abc import Iterator
from typing import Final

from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.config.limit_and_rate_checks import network_problems

_PORTS: Final = range(65536)
_ORIGIN: Final = re.compile(r"\*|null|[A-Za-z][A-Za-z0-9+.-]*://[!-.0-~]+/?")
"""An origin as browsers write it (RFC 6454 6.2): scheme, host and port in ASCII, no path."""

_IPV4: Final = "0.0.0.0"  # noqa: S104 - compared, not bound


def place_problems(config: Config) -> Iterator[str]:
    """A sentence for each fault in a place to listen on, or in its encryption."""
    places = (config.listen, *config.also_listen)
    yield from _problems("listen", config.listen)
    for place in config.also_listen:
        yield from _problems("also_listen", place)
    if len({place.path or (place.host, place.port or place) for place in places}) < len(places):
        yield 'The key "also_listen" holds a place that there is already.'
    both = {place.port for place in places if place.host == "::" and not place.path}
    for port in both & {place.port for place in places if place.host == _IPV4 and not place.path}:
        if port:
            yield f'"::" is "{_IPV4}", too: leave out the place with "{_IPV4}" and port {port}.'
    yield from _pair_problems("tls", config.tls.certificate, config.tls.key)
    if config.files.url and not any(place.http for place in places):
        yield (
            'The key "files.url" needs a place with "web" or "websocket = true" in [listen] or '
            "[[also_listen]]: files are fetched there."
        )
    if config.metrics.port not in _PORTS:
        yield 'The key "metrics.port" must be from 0 to 65535.'
    yield from _name_problems("metrics.host", config.metrics.host)
    if config.sts.port not in _PORTS or config.sts.duration < 0:
        yield 'The keys "sts.port" and "sts.duration" must be numbers from 0.'
    elif config.sts.port and not any(
        place.tls and (place.certificate or config.tls.certificate) for place in places
    ):
        yield (
            'The key "sts.port" needs "tls.certificate": clients come back only to a certificate '
            "that they trust."
        )


def _problems(section: str, place: Listen) -> Iterator[str]:
    if place.port not in _PORTS:
        yield f'The key "{section}.port" must be from 0 to 65535.'
    yield from _name_problems(f"{section}.host", place.host)
    yield from _name_problems(f"{section}.path", place.path)
    yield from network_problems(f"{section}.proxy_from", place.proxy_from)
    yield from _pair_problems(section, place.certificate, place.key)
    if not place.tls and place.plain is False:
        yield f'The keys "{section}.tls" and "{section}.plain" let nobody in.'
    if not place.tls and place.certificate:
        yield f'The key "{section}.certificate" needs "{section}.tls" to be true.'
    if place.proxy == "required" and not (place.proxy_from or place.path):
        yield f'The keys "{section}.proxy" and "{section}.proxy_from" let nobody in.'
    yield from _kind_problems(section, place)
    for origin in place.origins:
        if not _ORIGIN.fullmatch(origin):
            yield (
                f'The key "{section}.origins" holds {origin!r}: a page\'s origin is written '
                '"https://HOST" or "https://HOST:PORT", with nothing behind it; "*" is all.'
            )


def _kind_problems(section: str, place: Listen) -> Iterator[str]:
    """What it speaks."""
    kinds = [key for key in ("lines", "ssh", "web", "websocket") if getattr(place, key)]
    if len(kinds) > 1 and kinds != ["web", "websocket"]:
        names = " and ".join(f'"{section}.{key}"' for key in kinds)
        yield f"The keys {names} exclude each other."
    if place.forwarded and not place.http:
        yield f'The key "{section}.forwarded" is for places with "web" or "websocket".'
    for key in ("lines", "ssh", "web"):
        if section == "listen" and key in kinds:
            yield f'The key "listen.{key}" belongs to [[also_listen]]: [listen] is for clients.'


def _pair_problems(section: str, certificate: str, key: str) -> Iterator[str]:
    if bool(certificate) != bool(key):
        yield f'The keys "{section}.certificate" and "{section}.key" go together.'
    for name, path in (("certificate", certificate), ("key", key)):
        yield from _name_problems(f"{section}.{name}", path)


def _name_problems(key: str, name: str) -> Iterator[str]:
    """Characters that no system allows in the name of a host or a file."""
    if "\0" in name or "\n" in name:
        yield f'The key "{key}" holds a character that no name has.'

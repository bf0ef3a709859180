"""Checks of the limits and rates of the configuration."""

import math
from collections.abc import Iterator
from typing import Final

import msgspec

from tui_chat.server.config.config_schema import Config
from tui_chat.server.limits.peer_addresses import networks

_LONGEST_NICK: Final = 64
"""The longest nickname: a reply with two of them must fit a line."""

_LEAST_MEMORY: Final = 64
"""Megabytes: with less, the client does not start."""
_MOST_MEMORY: Final = 1 << 20
_MOST_MINUTES: Final = 1_000_000


def limit_problems(config: Config) -> Iterator[str]:
    """A sentence for each limit that is wrong."""
    yield from _number_problems("limits", config.limits, least=1)
    yield from _number_problems("timeouts", config.timeouts, least=1)
    yield from _number_problems("flood", config.flood, least=0)
    yield from _number_problems("address_flood", config.address_flood, least=0)
    yield from _number_problems("connections", config.connections, least=0)
    yield from _number_problems("files", config.files, least=0)
    yield from _visitor_problems(config)
    for section in ("flood", "address_flood"):
        for key, number in msgspec.structs.asdict(getattr(config, section)).items():
            if key.endswith("burst") and 0 <= number < 1:
                yield f'The key "{section}.{key}" must be at least 1.'
    if config.limits.nick > _LONGEST_NICK:
        yield f'The key "limits.nick" must be at most {_LONGEST_NICK}.'
    yield from network_problems("connections.exempt", config.connections.exempt)
    for section in ("webirc", "services"):
        for one in getattr(config, section):
            yield from network_problems(f"{section}.hosts", one.hosts)


def network_problems(key: str, written: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each of these that is not a network."""
    try:
        networks(written)
    except ValueError as error:
        yield f'The key "{key}" is not right: {error}.'


def _visitor_problems(config: Config) -> Iterator[str]:
    visitors = config.visitors
    for key in ("most", "per_address", "cpu_minutes"):
        if getattr(visitors, key) < 1:
            yield f'The key "visitors.{key}" must be at least 1.'
    if not _LEAST_MEMORY <= visitors.memory_mb <= _MOST_MEMORY:
        yield f'The key "visitors.memory_mb" must be from {_LEAST_MEMORY} to {_MOST_MEMORY}.'
    if visitors.cpu_minutes > _MOST_MINUTES:
        yield f'The key "visitors.cpu_minutes" must be at most {_MOST_MINUTES}.'
    if not 0 <= visitors.idle_minutes < math.inf:
        yield 'The key "visitors.idle_minutes" must be at least 0; 0 is never.'


def _number_problems(section: str, values: msgspec.Struct, *, least: int) -> Iterator[str]:
    for key in values.__struct_fields__:
        number = getattr(values, key)
        if isinstance(number, int | float) and not (math.isfinite(number) and number >= least):
            yield f'The key "{section}.{key}" must be at least {least}.'

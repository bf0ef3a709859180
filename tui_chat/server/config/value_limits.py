"""Numbers and places of the configuration that have the right type and still cannot be."""

import math
from typing import Final

import msgspec

from tui_chat.server.config.sections import Config, ConfigError, Listen
from tui_chat.server.limits.addresses import networks

_LONGEST_NICK: Final = 64
"""A reply with two nicknames must have room for them."""
_PORTS: Final = range(65536)


def check_limits(config: Config) -> None:
    """Raise ConfigError for the first limit that is wrong."""
    _check_numbers("limits", config.limits, least=1)
    _check_numbers("timeouts", config.timeouts, least=1)
    _check_numbers("flood", config.flood, least=0)
    _check_numbers("address_flood", config.address_flood, least=0)
    _check_numbers("connections", config.connections, least=0)
    for section in ("flood", "address_flood"):
        for key, number in msgspec.structs.asdict(getattr(config, section)).items():
            if key.endswith("burst") and number < 1:
                raise ConfigError(f'The key "{section}.{key}" must be at least 1.')
    if config.limits.nick > _LONGEST_NICK:
        raise ConfigError(f'The key "limits.nick" must be at most {_LONGEST_NICK}.')
    _check_networks("connections.exempt", config.connections.exempt)
    for section in ("webirc", "services"):
        for one in getattr(config, section):
            _check_networks(f"{section}.hosts", one.hosts)


def check_places(config: Config) -> None:
    """Raise ConfigError for the first place to listen on, or its encryption, that is wrong."""
    places = (config.listen, *config.also_listen)
    _check_place("listen", config.listen)
    for place in config.also_listen:
        _check_place("also_listen", place)
    if len({place.path or (place.host, place.port or place) for place in places}) < len(places):
        raise ConfigError('The key "also_listen" holds a place that there is already.')
    _check_pair("tls", config.tls.certificate, config.tls.key)
    if config.metrics.port not in _PORTS:
        raise ConfigError('The key "metrics.port" must be from 0 to 65535.')
    if config.sts.port not in _PORTS or config.sts.duration < 0:
        raise ConfigError('The keys "sts.port" and "sts.duration" must be numbers from 0.')
    if config.sts.port and not any((config.tls.certificate, *(one.certificate for one in places))):
        raise ConfigError(
            'The key "sts.port" needs "tls.certificate": clients come back only to a certificate '
            "that they trust."
        )


def _check_place(section: str, place: Listen) -> None:
    if place.port not in _PORTS:
        raise ConfigError(f'The key "{section}.port" must be from 0 to 65535.')
    _check_networks(f"{section}.proxy_from", place.proxy_from)
    _check_pair(section, place.certificate, place.key)
    if not place.tls and place.plain is False:
        raise ConfigError(f'The keys "{section}.tls" and "{section}.plain" let nobody in.')


def _check_pair(section: str, certificate: str, key: str) -> None:
    if bool(certificate) != bool(key):
        raise ConfigError(f'The keys "{section}.certificate" and "{section}.key" go together.')


def _check_networks(key: str, written: tuple[str, ...]) -> None:
    try:
        networks(written)
    except ValueError as error:
        raise ConfigError(f'The key "{key}" is not right: {error}.') from error


def _check_numbers(section: str, values: msgspec.Struct, *, least: int) -> None:
    for key in values.__struct_fields__:
        number = getattr(values, key)
        if isinstance(number, int | float) and not (math.isfinite(number) and number >= least):
            raise ConfigError(f'The key "{section}.{key}" must be at least {least}.')

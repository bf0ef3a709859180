"""Values of the configuration that have the right type and still cannot be."""

import math
import re
from typing import Final

import msgspec

from tui_chat.server.config.sections import Config, ConfigError
from tui_chat.server.config.value_limits import check_limits, check_places
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.wire.names import is_channel_name

_LARGEST: Final = 2**53
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
"""RFC 2812 1.1 for the length; every reply begins with it."""
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,240}")
"""What has room in a line of its own."""
_SERVICE: Final = re.compile(r"[A-Za-z0-9._/-]{1,60}")


def check_values(config: Config) -> None:
    """Raise ConfigError for the first that is wrong."""
    _check_numbers(config)
    check_places(config)
    name = config.server.name
    if not _HOST_NAME.fullmatch(name):
        raise ConfigError('The key "server.name" must be a host name of at most 63 characters.')
    network = config.server.network
    if not network or " " in network or not network.isprintable():
        raise ConfigError('The key "server.network" must be one word.')
    for channel in config.server.auto_join:
        if not is_channel_name(channel, config.limits.channel):
            raise ConfigError(f'The key "server.auto_join" holds {channel!r}, no channel name.')
    _check_network(config)
    check_limits(config)
    if config.history.page < 1:
        raise ConfigError('The key "history.page" must be at least 1.')
    for key in ("keep_days", "keep_messages", "replay_on_join"):
        if not 0 <= getattr(config.history, key) < math.inf:
            raise ConfigError(f'The key "history.{key}" must be at least 0.')
    _check_accounts(config.accounts)


def _check_numbers(config: Config) -> None:
    """None may be larger than what Python's own containers count with on every machine."""
    for section, table in msgspec.to_builtins(config).items():
        for key, value in table.items() if isinstance(table, dict) else ():
            if isinstance(value, int) and value > _LARGEST:
                raise ConfigError(f'The key "{section}.{key}" must be at most {_LARGEST}.')


def _check_network(config: Config) -> None:
    server = config.server
    if not set(server.user_modes) <= set("BRTiw"):
        raise ConfigError('The key "server.user_modes" may hold the letters B, R, T, i and w.')
    if len(server.admin) > 3 or not all(line.isprintable() for line in server.admin):
        raise ConfigError('The key "server.admin" may hold up to three lines.')
    if not server.description or not server.description.isprintable():
        raise ConfigError('The key "server.description" must be a line of text.')
    if server.icon and not _ADDRESS.fullmatch(server.icon):
        raise ConfigError('The key "server.icon" must be an address, as "https://...".')
    if " " in server.client_tags_denied or not server.client_tags_denied.isascii():
        raise ConfigError('The key "server.client_tags_denied" holds names with commas between.')
    _check_outsiders(config)


def _check_outsiders(config: Config) -> None:
    """Those who are known by a password or a name of the configuration."""
    for operator in config.operators:
        _check_hash(f"The operator {operator.name!r}", operator.password)
    for gateway in config.webirc:
        _check_hash("Each of [[webirc]]", gateway.password)
    for service in config.services:
        if not _SERVICE.fullmatch(service.key) or not _ADDRESS.fullmatch(service.url):
            raise ConfigError(
                f"The service {service.key!r} needs a name of one word and an address of at most "
                "250 characters."
            )
    if len({service.key.lower() for service in config.services}) < len(config.services):
        raise ConfigError('The key "services" holds a service twice.')


def _check_hash(whose: str, password: str) -> None:
    if not password.startswith("$argon2"):
        raise ConfigError(f'{whose} needs a hash in "password": `tui-chat account hash` makes one.')


def _check_accounts(policy: AccountPolicy) -> None:
    for key in policy.__struct_fields__:
        number = getattr(policy, key)
        if type(number) is int and number < (key not in _MAY_BE_NONE):
            least = "at least 1" if key not in _MAY_BE_NONE else "at least 0"
            raise ConfigError(f'The key "accounts.{key}" must be {least}.')


_MAY_BE_NONE: Final = {"hash_cost", "nicks", "fingerprints"}

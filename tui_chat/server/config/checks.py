"""Checks of values that have the right type and still cannot be used.

Each check gives a sentence for each faulty value, so that all of them are told at once.
"""

import math
import re
from collections.abc import Iterator
from typing import Final

import msgspec

from tui_chat.server.config.config_schema import Cluster, Config, ConfigError, Files, Server
from tui_chat.server.config.limit_and_rate_checks import limit_problems
from tui_chat.server.config.listen_and_tls_checks import place_problems
from tui_chat.server.core.settings import FILE_HOST, AccountPolicy, Operator
from tui_chat.wire.names import is_channel_name, is_nickname

_LARGEST: Final = 2**53
_HOST_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
"""RFC 2812 1.1 limits its length; every reply begins with it."""
_LINE: Final = 400
"""Bytes that fit into a line of IRC behind its beginning."""
_LONGEST_NETWORK: Final = 100
_DENIED_TAGS: Final = re.compile(r"(?:(?:\*|-?[A-Za-z0-9./-]+)(?:,(?!$)|$))*")
_ARGON2: Final = re.compile(
    r"\$argon2(?:id|i|d)\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})"
    r"\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{16,171}"
)
"""A hash as `tui-chat account hash` and other programs write it."""
_MOST_MEMORY: Final = 1 << 20
"""The most KiB that checking an operator's password may take."""
_MOST_PASSES: Final = 100
"""Of argon2: two seconds for each password."""
_LONGEST_DAYS: Final = 1_000_000
_ADDRESS: Final = re.compile(r"https?://[!-~]{1,240}")
"""Web addresses that are short enough for a line of their own."""
_FILE_HOST: Final = re.compile(
    r"(?:https://[\w.-]+|https?://(?:127\.0\.0\.1|\[::1\]|localhost)|https://\[[\da-fA-F:]+\])"
    r"(?::\d{1,5})?/[\w./~-]{0,100}",
    re.ASCII,
)
"""No percent signs and no query: the path is compared, and file names are appended to it."""
_MEDIA_TYPE: Final = re.compile(r"[\w.+-]+/(?:\*|[\w.+-]+)", re.ASCII)
_MOST_NODES: Final = 999
_PLACE: Final = re.compile(r"(?:[\w.-]{1,253}|\[[\da-fA-F:.]+\])(?::\d{1,5})?", re.ASCII)
_SERVICE: Final = re.compile(r"[A-Za-z0-9._/-]{1,60}")


def check_values(config: Config) -> None:
    """Raise ConfigError with a sentence for each value that is wrong."""
    problems = tuple(value_problems(config))
    if problems:
        raise ConfigError(*problems)


def value_problems(config: Config) -> Iterator[str]:
    """A sentence for each value that is wrong."""
    yield from _number_problems(config)
    yield from place_problems(config)
    yield from _name_problems(config.server)
    yield from _first_channel_problems(config)
    yield from _text_problems(config.server)
    yield from _operator_problems(config.operators)
    yield from _outsider_problems(config)
    yield from limit_problems(config)
    yield from _history_problems(config)
    yield from _account_problems(config.accounts, config.limits.nick)
    yield from _file_problems(config.files)
    yield from _cluster_problems(config.cluster)


def _number_problems(config: Config) -> Iterator[str]:
    """No number may be larger than the sizes that Python's containers can have everywhere."""
    for section, table in msgspec.to_builtins(config).items():
        for key, value in table.items() if isinstance(table, dict) else ():
            if isinstance(value, int) and value > _LARGEST:
                yield f'The key "{section}.{key}" must be at most {_LARGEST}.'


def _name_problems(server: Server) -> Iterator[str]:
    if not _HOST_NAME.fullmatch(server.name):
        yield 'The key "server.name" must be a host name of at most 63 characters.'
    network = server.network
    if not network or " " in network or not network.isprintable():
        yield 'The key "server.network" must be one word.'
    elif not _is_line(network, _LONGEST_NETWORK):
        yield f'The key "server.network" must have at most {_LONGEST_NETWORK} bytes.'


def _first_channel_problems(config: Config) -> Iterator[str]:
    server, limits = config.server, config.limits
    for channel in server.auto_join:
        if not is_channel_name(channel, limits.channel):
            yield f'The key "server.auto_join" holds {channel!r}, no channel name.'
    if len(server.auto_join) > limits.channels >= 1:
        yield (
            f'The key "server.auto_join" holds {len(server.auto_join)} channels, and nobody may '
            f'be in more than {limits.channels} ("limits.channels").'
        )


def _text_problems(server: Server) -> Iterator[str]:
    if not _is_line(server.password):
        yield f'The key "server.password" must be one line of at most {_LINE} bytes.'
    if "\0" in server.motd:
        yield 'The key "server.motd" holds a character that cannot be sent (NUL).'
    if not _is_line(server.welcome):
        yield f'The key "server.welcome" must be one line of at most {_LINE} bytes.'
    if not set(server.user_modes) <= set("BRTiw"):
        yield 'The key "server.user_modes" may hold the letters B, R, T, i and w.'
    if len(server.admin) > 3 or not all(map(_is_line, server.admin)):
        yield f'The key "server.admin" may hold up to three lines of at most {_LINE} bytes.'
    if not server.description or not server.description.isprintable():
        yield 'The key "server.description" must be a line of text.'
    elif not _is_line(server.description):
        yield f'The key "server.description" must have at most {_LINE} bytes.'
    if server.icon and not _ADDRESS.fullmatch(server.icon):
        yield 'The key "server.icon" must be an address, as "https://...".'
    denied = server.client_tags_denied
    if not _DENIED_TAGS.fullmatch(denied) or len(denied) > _LINE:
        yield (
            'The key "server.client_tags_denied" holds names of tags with commas between, '
            f"{_LINE} bytes at most."
        )


def _is_line(text: str, longest: int = _LINE) -> bool:
    return text.isprintable() and len(text.encode()) <= longest


def _operator_problems(operators: tuple[Operator, ...]) -> Iterator[str]:
    names = [one.name for one in operators]
    for operator in operators:
        name = operator.name
        if not name or name.startswith(":") or " " in name or not _is_line(name):
            yield f"The operator {name!r} needs a name of one word."
        if names.count(name) > 1 and operator is operators[names.index(name)]:
            yield f"There are several operators {name!r}: give each another name."
        yield from _hash_problems(f"The operator {name!r}", operator.password)
        if not operator.hosts or not all("@" in mask for mask in operator.hosts):
            yield (
                f'The operator {name!r} needs masks of user@host in "hosts", such as '
                '"*@192.0.2.*"; "*@*" is everywhere.'
            )


def _outsider_problems(config: Config) -> Iterator[str]:
    """Checks of programs that have a password or a name in the configuration."""
    for gateway in config.webirc:
        yield from _hash_problems("Each of [[webirc]]", gateway.password)
    for service in config.services:
        if not _is_line(service.description):
            yield (
                f'The "description" of the service {service.key!r} must be one line of at most '
                f"{_LINE} bytes."
            )
        if not _SERVICE.fullmatch(service.key) or not _ADDRESS.fullmatch(service.url):
            yield (
                f"The service {service.key!r} needs a name of one word and an address of at most "
                "250 characters."
            )
    keys = {service.key.upper() for service in config.services}
    if config.files.url and FILE_HOST in keys:
        yield f'The service {FILE_HOST} is that of "files.url": give yours another name.'
    if len(keys) < len(config.services):
        yield 'The key "services" holds a service twice.'


def _hash_problems(whose: str, password: str) -> Iterator[str]:
    found = _ARGON2.fullmatch(password)
    if found is None:
        yield f'{whose} needs a hash in "password": `tui-chat account hash` makes one.'
        return
    memory, passes, ways = map(int, found.groups())
    if memory > _MOST_MEMORY or not 1 <= passes <= _MOST_PASSES:
        yield (
            f'{whose} has a hash in "password" that takes too much work: `tui-chat account hash` '
            "makes one that does not."
        )
    elif ways < 1 or memory < 8 * ways:
        yield (
            f'{whose} has a hash in "password" that is none that can be checked: '
            "`tui-chat account hash` makes one."
        )


def _history_problems(config: Config) -> Iterator[str]:
    history = config.history
    if history.page < 1:
        yield 'The key "history.page" must be at least 1.'
    for key in ("keep_days", "keep_messages", "replay_on_join"):
        if not 0 <= getattr(history, key) < math.inf:
            yield f'The key "history.{key}" must be at least 0.'
    if _LONGEST_DAYS < history.keep_days < math.inf:
        yield f'The key "history.keep_days" must be at most {_LONGEST_DAYS}; 0 is for ever.'


def _file_problems(files: Files) -> Iterator[str]:
    if files.url and not _FILE_HOST.fullmatch(files.url):
        yield (
            'The key "files.url" must be an address with a path, as "https://HOST:PORT/files"; '
            '"http://" only for 127.0.0.1, [::1] or localhost.'
        )
    for kind in files.types:
        if not _MEDIA_TYPE.fullmatch(kind):
            yield f'The key "files.types" holds {kind!r}: a type is written as "image/*".'
    if files.keep_days > _LONGEST_DAYS:
        yield f'The key "files.keep_days" must be at most {_LONGEST_DAYS}; 0 is for ever.'


def _account_problems(policy: AccountPolicy, longest: int) -> Iterator[str]:
    for key in policy.__struct_fields__:
        number = getattr(policy, key)
        if type(number) is int and number < (key not in _MAY_BE_NONE):
            least = "at least 1" if key not in _MAY_BE_NONE else "at least 0"
            yield f'The key "accounts.{key}" must be {least}.'
    if policy.hash_cost > _MOST_PASSES:
        yield f'The key "accounts.hash_cost" must be at most {_MOST_PASSES}.'
    if policy.shortest_password > _LONGEST_LEAST:
        yield f'The key "accounts.shortest_password" must be at most {_LONGEST_LEAST}.'
    for name in policy.allow:
        if not is_nickname(name, longest) and (name.isascii() or not name.isprintable()):
            yield f'The key "accounts.allow" holds {name!r}, no name of an account.'


_MAY_BE_NONE: Final = {"hash_cost", "nicks", "fingerprints"}
_LONGEST_LEAST: Final = 100
"""The longest minimum length that passwords may be given."""


def _cluster_problems(cluster: Cluster) -> Iterator[str]:
    if not 0 <= cluster.node <= _MOST_NODES:
        yield f'The key "cluster.node" must be from 0 to {_MOST_NODES}.'
    for key in ("node", "address"):
        if getattr(cluster, key) and not cluster.key:
            yield f'The key "cluster.{key}" needs "cluster.key", the key file of the network.'
    if cluster.address and not _PLACE.fullmatch(cluster.address):
        yield 'The key "cluster.address" must look like "chat1.example:6697".'

"""The client's configuration: one TOML file, every key optional."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import platformdirs
from msgspec.structs import replace

from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.connect.server_address import (
    AddressError,
    full_channel_name,
    parse_address,
)
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language.i18n import _, marked
from tui_chat.config import toml_to_structs
from tui_chat.config.toml_to_structs import Problem

_FILE: Final = "client.toml"
_HEAD: Final = marked(
    "Configuration of the tui-chat client. Save it as {path}. These are the defaults: remove "
    "the # in front of a key to change it."
)
_TYPES: Final = {
    "int": marked("a whole number"),
    "float": marked("a number"),
    "bool": marked("true or false"),
    "str": marked("a text in quotes"),
    "array": marked("a list in [ ]"),
    "object": marked("a section of its own"),
}


class ConfigError(Exception):
    """A configuration that cannot be used; the text is one sentence for its author."""


class Loaded(NamedTuple):
    """A configuration, a sentence for each part of the file that was left out, and its text.

    `lines` are those of the problems, 0 where it is not known.
    """

    config: Config
    problems: tuple[str, ...] = ()
    text: str = ""
    lines: tuple[int, ...] = ()


def default_path() -> Path:
    """Where this platform keeps a program's configuration."""
    return platformdirs.user_config_path("tui-chat", appauthor=False) / _FILE


def load(path: Path, *, needed: bool = False) -> Loaded:
    """The configuration in the file. Faulty keys have their defaults; faulty servers are left out.

    A missing file counts as empty, unless it is `needed`: then ConfigError is raised.
    """
    try:
        text = path.read_text("utf-8-sig")  # editors of Windows put a mark in front
    except FileNotFoundError as error:
        if needed:
            raise ConfigError(_("There is no file {path}.").format(path=path)) from error
        return Loaded(Config())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        sentence = _("{path} cannot be read ({reason}): the defaults are used.")
        return Loaded(Config(), (sentence.format(path=path, reason=reason),))
    import tomllib  # noqa: PLC0415 - most people have no file

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = place_in(path, toml_to_structs.broken_line(error))
        sentence = _("{place}: this is not TOML ({reason}); the defaults are used.")
        reason = str(error).partition(" (at ")[0]
        return Loaded(Config(), (sentence.format(place=place, reason=reason),))
    found = list(_wrong_addresses(path, text, values))
    config, problems = toml_to_structs.read_leniently(values, Config, whole=frozenset({"servers"}))
    for problem in problems:
        line = toml_to_structs.line_of(text, problem.path)
        found.append((line or 0, _sentence(place_in(path, line), problem)))
    config = replace(config, servers=tuple(_addressed(config.servers)))
    lines, sentences = zip(*sorted(found), strict=True) if found else ((), ())
    return Loaded(config, sentences, text, lines)


def _wrong_addresses(path: Path, text: str, values: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """The line of each server whose host is no address, and a sentence about it."""
    servers = values.get("servers")
    for number, server in enumerate(servers if isinstance(servers, list) else ()):
        host = server.get("host") if isinstance(server, dict) else None
        if isinstance(host, str):
            try:
                parse_address(host)
            except AddressError as error:
                line = toml_to_structs.line_of(text, ("servers", number, "host"))
                sentence = _('{place}: server "{name}": {what} The server is left out.')
                place, name = place_in(path, line), server.get("name", "")
                yield line or 0, sentence.format(place=place, name=name, what=error)


def _addressed(servers: tuple[Server, ...]) -> Iterator[Server]:
    """The servers, with the port in its own key where it is written behind the host."""
    for server in servers:
        try:
            address = parse_address(server.host)
        except AddressError:
            continue  # told already
        tls = {None: server.tls, True: EncryptionChoice.REQUIRED, False: EncryptionChoice.NEVER}[
            address.tls
        ]
        channels = tuple(map(full_channel_name, server.channels)) or address.channels
        port = address.port or server.port
        yield replace(server, host=address.host, port=port, tls=tls, channels=channels)


def config_text() -> str:
    """All keys with their explanations and defaults, as TOML."""
    from tui_chat.config.toml_template import commented  # noqa: PLC0415 - nothing else needs it

    return commented(Config, _(_HEAD).format(path=default_path()), _)


def place_in(path: Path, line: int | None) -> str:
    """The place of a problem in the file, for the beginning of a sentence."""
    if line is None:
        return str(path)
    return _("{path}, line {line}").format(path=path, line=line)


def _sentence(place: str, problem: Problem) -> str:
    what = _what(problem)
    if problem.path[0] == "servers":
        sentence = _("{place}: {what}; the server is left out.")
    elif problem.known:
        sentence = _("{place}: {what}.")
    else:
        sentence = _("{place}: {what}; the default is used.")
    return sentence.format(place=place, what=what)


def _what(problem: Problem) -> str:
    if problem.near:
        text = _('unknown key "{key}" (did you mean "{near}"?)')
    elif problem.known:
        text = _('unknown key "{key}" (possible keys: {known})')
    elif problem.missing:
        text = _('the key "{key}" is missing')
    elif problem.allowed:
        text = _('the key "{key}" must be one of {allowed}')
    elif problem.expected or problem.meant:
        text = _('the key "{key}" must be {expected}')
    else:
        text = _('the key "{key}" is not right: {reason}')
    expected = problem.meant or _TYPES.get(problem.expected)
    return text.format(
        key=problem.key,
        near=problem.near,
        known=", ".join(problem.known),
        allowed=", ".join(problem.allowed),
        expected=_(expected) if expected else problem.expected,
        reason=problem.reason,
    )

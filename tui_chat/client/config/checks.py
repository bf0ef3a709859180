"""Checks of values in the client's configuration that have the right type and still fail in use.

They try what the client does with these values later. That takes too long for every start, so only
`tui-chat connect --check-config` and the doctor do it.
"""

import contextlib
import importlib.util
import re
import shlex
import shutil
import ssl
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.config_with_cli_overrides import settings_of
from tui_chat.client.config.load import default_path, load, place_in
from tui_chat.client.connect.challenge_keys import signer
from tui_chat.client.connect.known_servers import TrustError
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.tls.tls_contexts import show_certificate
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language.i18n import _
from tui_chat.config.toml_to_structs import Path as Way
from tui_chat.config.toml_to_structs import line_of

_NICK: Final = re.compile(r"[^\s:#&@!*?,.\d-][^\s@!*?,.]*")
"""Nicknames that some server may accept, in letters of any script."""
_CHANNEL: Final = re.compile(r"[#&+!][^\s,\x07]+")
_NEEDS_ACCOUNT: Final = ("account_key", "account_password_command", "keyring")


class Problem(NamedTuple):
    """The path of a value, and half a sentence about its fault.

    The path of a server has its name, and the number of servers of that name before it, because
    faulty servers have been left out.
    """

    way: Way
    what: str


def checked(file: Path | None) -> tuple[str, ...]:
    """A sentence for each fault in a file, or in the default one.

    Raises ConfigError if a file was named that is not there.
    """
    path = file or default_path()
    told = settings_of(file).problems
    loaded = load(path)
    found = list(zip(loaded.lines, loaded.problems, strict=False))
    for way, what in problems(loaded.config):
        line = line_of(loaded.text, _counted(way, loaded.text))
        found.append((line or 0, f"{place_in(path, line)}: {what}."))
    in_order = [sentence for _line, sentence in sorted(found)]
    return (*(each for each in told if each not in in_order), *in_order)


def _counted(way: Way, text: str) -> Way:
    if way[0] != "servers":
        return way
    name, before = way[1:3]
    tables = tomllib.loads(text)["servers"]
    places = [place for place, table in enumerate(tables) if table.get("name") == name]
    return ("servers", places[int(before)], *way[3:])


def problems(config: Config) -> Iterator[Problem]:
    """Complaints about all values that would not work."""
    yield from _names((), config.nick, config.realname)
    yield from _look(config)
    yield from _notifications(config)
    yield from _keys(config)
    names = [server.name for server in config.servers]
    for place, server in enumerate(config.servers):
        way: Way = ("servers", server.name, names[:place].count(server.name))
        if not server.name:
            yield Problem((*way, "name"), _("a server needs a name"))
        elif names.index(server.name) != place:
            text = _('a server above already has the name "{name}"; only that one is used')
            yield Problem((*way, "name"), text.format(name=server.name))
        for problem in _server(server):
            yield Problem((*way, *problem.way), problem.what)


def _names(way: Way, nick: str, realname: str = "") -> Iterator[Problem]:
    if nick and not (_NICK.fullmatch(nick) and nick.isprintable()):
        text = _('"{nick}" is not a nickname: use one word that begins with a letter')
        yield Problem((*way, "nick"), text.format(nick=nick))
    if not realname.isprintable():
        yield Problem((*way, "realname"), _('the key "realname" must be one line'))


def _look(config: Config) -> Iterator[Problem]:
    from textual.theme import BUILTIN_THEMES  # noqa: PLC0415 - slow, as in keys

    from tui_chat.client.themes import OURS  # noqa: PLC0415

    look = config.look
    themes = sorted({*BUILTIN_THEMES, *(theme.name for theme in OURS)})
    if look.theme not in themes:
        text = _("unknown theme {theme} (possible themes: {known})")
        yield Problem(("look", "theme"), text.format(theme=look.theme, known=", ".join(themes)))
    shown = ""
    with contextlib.suppress(ValueError):
        shown = datetime.now(UTC).strftime(look.time_format)
    if look.time_format and not (shown and shown.isprintable()):
        text = _('"{format}" is not a time format like "%H:%M"')
        yield Problem(("look", "time_format"), text.format(format=look.time_format))


def _notifications(config: Config) -> Iterator[Problem]:
    command = config.notifications.command
    if command:
        yield from _program(("notifications", "command"), command[0])


def _keys(config: Config) -> Iterator[Problem]:
    from tui_chat.client.keys import KEYS, rebound  # noqa: PLC0415

    known = ", ".join(sorted({key.action for key in KEYS if key.action}))
    told = 0
    for number, action in enumerate(config.keys, 1):
        complaints = rebound(dict(islice(config.keys.items(), number))).complaints
        if len(complaints) > told:
            what = complaints[-1].rstrip(".")
            if f", {action}," not in f", {known},":
                what = _("unknown action {action} (possible actions: {known})").format(
                    action=action, known=known
                )
            yield Problem(("keys", action), what)
        told = len(complaints)


def _server(server: Server) -> Iterator[Problem]:
    yield from _names((), server.nick)
    for channel in server.channels:
        if not _CHANNEL.fullmatch(channel):
            text = _('"{channel}" is not a channel')
            yield Problem(("channels",), text.format(channel=channel))
    if not server.account.isprintable() or " " in server.account:
        yield Problem(("account",), _('"{name}" is not an account').format(name=server.account))
    for key in _NEEDS_ACCOUNT:
        if getattr(server, key) and not server.account:
            text = _('the key "{key}" also needs "account"')
            yield Problem((key,), text.format(key=key))
    if server.tls is EncryptionChoice.NEVER:
        for key in ("fingerprints", "certificate"):
            if getattr(server, key):
                text = _('the key "{key}" has no effect when "tls" is "never"')
                yield Problem((key,), text.format(key=key))
    yield from _ways_to_log_in(server)
    yield from _files(server)
    yield from _commands(server)


def _ways_to_log_in(server: Server) -> Iterator[Problem]:
    missing = {"EXTERNAL": "certificate", "ECDSA-NIST256P-CHALLENGE": "account_key"}
    for mechanism in server.sasl:
        needed = missing.get(mechanism, "")
        if mechanism == "IRCV3BEARER" and not server.keyring:
            needed = "account_password_command"
        if needed and not getattr(server, needed):
            text = _('"{mechanism}" needs the key "{key}"')
            yield Problem(("sasl",), text.format(mechanism=mechanism, key=needed))


def _files(server: Server) -> Iterator[Problem]:
    if server.account_key:
        try:
            signer(Path(server.account_key).expanduser())
        except (PasswordError, RuntimeError) as error:
            yield Problem(("account_key",), str(error).rstrip("."))
    if server.certificate:
        try:
            context = ssl.create_default_context()
            show_certificate(context, Path(server.certificate).expanduser())
        except (TrustError, RuntimeError) as error:
            yield Problem(("certificate",), str(error).rstrip("."))


def _commands(server: Server) -> Iterator[Problem]:
    for key in ("password_command", "account_password_command"):
        command = getattr(server, key)
        if not command:
            continue
        try:
            words = shlex.split(command)
        except ValueError as error:
            text = _('the key "{key}" is not a command: {reason}')
            yield Problem((key,), text.format(key=key, reason=error))
            continue
        yield from _program((key,), words[0] if words else "")
    if server.keyring and importlib.util.find_spec("keyring") is None:
        text = _("the keyring needs one more package: pip install 'tui-chat[keyring]'")
        yield Problem(("keyring",), text)


def _program(way: Way, name: str) -> Iterator[Problem]:
    if "\0" in name or shutil.which(name) is None:
        yield Problem(way, _("there is no program {name}").format(name=name or '""'))

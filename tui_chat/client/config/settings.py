"""What the configuration and the command line together ask of the client."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tui_chat.client.config import load, servers
from tui_chat.client.config.options import ClientOptions, Encryption, UiOptions
from tui_chat.client.config.sections import Config, Server
from tui_chat.client.connect.challenge_keys import signer
from tui_chat.client.connect.connector import Wish
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.language import languages
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.rules import Levels

__all__ = ["Settings", "Wishes", "settings_of"]


class Wishes(msgspec.Struct, frozen=True):
    """What the command line says of a connection; what is empty or None is left as it is."""

    nick: str = ""
    password: str = ""
    account: str = ""
    account_password: str = ""
    tls: bool | None = None
    account_key: Path | None = None
    certificate: Path | None = None
    accept: bool = False
    channels: tuple[str, ...] = ()

    @property
    def secrets(self) -> bool:
        """Whether there is anything in it that only one server is to be shown."""
        return any((self.password, self.account_password, self.account_key, self.certificate))

    def for_others(self) -> "Wishes":
        """What is meant for any server: who to be there, and whether to encrypt."""
        return Wishes(self.nick, tls=self.tls)


class Settings(msgspec.Struct, frozen=True):
    """The configuration, and a sentence for each thing that is wrong with its file."""

    config: Config
    troubles: tuple[str, ...]

    @property
    def ui(self) -> UiOptions:
        """How the full screen looks and behaves."""
        look, calls = self.config.look, self.config.notifications
        return UiOptions(
            theme=look.theme,
            channels=look.channels,
            members=look.members,
            time_format=look.time_format,
            nick_colours=look.nick_colours,
            keys=self.config.keys,
            bell=calls.bell,
            notifications=calls.terminal,
            notify_command=calls.command,
            levels=Levels(calls.level, calls.levels),
            troubles=self.troubles,
            configured=self.configured,
        )

    def at(self, host: str, port: int | None, wishes: Wishes) -> ClientOptions:
        """How to go to a configured server, by its name or address, or to any other.

        Raises PasswordError.
        """
        known = servers.named(self.config, host)
        if known is None or port not in {None, known.port}:
            known = Server(host, host) if port is None else Server(host, host, port)
        return _with(servers.options_of(_passwordless(known, wishes), self.config), wishes)

    def configured(self, host: str, port: int | None) -> ClientOptions | None:
        """How to go to a server of the file, by its name or address; None if it has none.

        The nickname is that of the server alone. Raises PasswordError.
        """
        known = servers.named(self.config, host)
        if known is None or port not in {None, known.port}:
            return None
        return replace(servers.options_of(known, self.config), nick=known.nick)

    def automatic(self, wishes: Wishes) -> Sequence[ClientOptions]:
        """Where to go when nobody says where.

        Raises PasswordError, also where there are passwords in `wishes` and several servers: those
        are for one of them, and it is not said which.
        """
        wanted = [server for server in self.config.servers if server.autoconnect]
        if len(wanted) > 1 and wishes.secrets:
            text = _("A password, key or certificate is for one server: say which (HOST).")
            raise PasswordError(text)
        return [self.at(server.name, None, wishes) for server in wanted]


def settings_of(file: Path | None) -> Settings:
    """The settings of a file, or of the usual one; from now on its language is spoken.

    Raises ConfigError if a file was named that is not there.
    """
    languages.use()  # what is wrong with the file is told in a language too
    loaded = load.load(file or load.default_path(), needed=file is not None)
    if loaded.config.language:
        languages.use(loaded.config.language)
    troubles = list(loaded.troubles)
    wanted = loaded.config.language
    if wanted and languages.choose(wanted) == languages.ENGLISH and not wanted.startswith("en"):
        text = _("There is no language {language}, only {known}.")
        troubles.append(text.format(language=wanted, known=", ".join(languages.languages())))
    return Settings(loaded.config, tuple(troubles))


def _passwordless(server: Server, wishes: Wishes) -> Server:
    """The server without the commands for passwords that are given already."""
    changes: dict[str, object] = {}
    if wishes.password:
        changes["password_command"] = ""
    if wishes.account_password:
        changes |= {"account_password_command": "", "keyring": False}
    if wishes.account_key:
        changes["account_key"] = ""
    return replace(server, **changes)


def _with(options: ClientOptions, wishes: Wishes) -> ClientOptions:
    how = options.encryption or Encryption()
    if wishes.tls is not None:
        how = replace(how, wish=Wish.REQUIRED if wishes.tls else Wish.NEVER)
    how = replace(how, accept=wishes.accept, certificate=wishes.certificate or how.certificate)
    account = wishes.account or options.account
    if (wishes.account_password or wishes.account_key) and not account:
        account = wishes.nick or options.nick
    return replace(
        options,
        nick=wishes.nick or options.nick,
        channels=wishes.channels or options.channels,
        password=wishes.password or options.password,
        account=account,
        account_password=wishes.account_password or options.account_password,
        sign=signer(wishes.account_key) if wishes.account_key else options.sign,
        encryption=how,
    )

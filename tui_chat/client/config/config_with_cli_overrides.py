"""The configuration and the command line together, as options of the client."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tui_chat.client.config import load, options_from_server_section
from tui_chat.client.config.config_schema import Config, Server
from tui_chat.client.config.connection_and_ui_options import (
    ClientOptions,
    Encryption,
    UiOptions,
    with_pass,
)
from tui_chat.client.config.setting_changes import SettingsFile
from tui_chat.client.connect.challenge_keys import signer
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.tls.tofu_tls_connector import EncryptionChoice
from tui_chat.client.language import language_choice
from tui_chat.client.language.i18n import _


class CommandLineOptions(msgspec.Struct, frozen=True):
    """The options of the command line for a connection; empty ones change nothing."""

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
        """Whether any of them must be shown to one server only."""
        return any((self.password, self.account_password, self.account_key, self.certificate))

    def for_others(self) -> "CommandLineOptions":
        """The options that apply to any server: nickname and encryption."""
        return CommandLineOptions(self.nick, tls=self.tls)


class Settings(msgspec.Struct, frozen=True):
    """The configuration, a sentence for each fault in its file, and the file itself."""

    config: Config
    problems: tuple[str, ...]
    path: Path | None = None

    @property
    def ui(self) -> UiOptions:
        """How the full screen looks and behaves."""
        options = UiOptions(
            problems=self.problems,
            configured=self.configured,
            settings=SettingsFile(self.config, self.path),
        )
        return options.configured_as(self.config)

    def at(self, host: str, port: int | None, given: CommandLineOptions) -> ClientOptions:
        """The options of a configured server, by its name or address, or of any other.

        Raises PasswordError.
        """
        known = options_from_server_section.named(self.config, host)
        if known is None or port not in {None, known.port}:
            known = Server(host, host) if port is None else Server(host, host, port)
        options = options_from_server_section.options_of(_passwordless(known, given), self.config)
        return with_pass(_with(options, given))

    def configured(self, host: str, port: int | None) -> ClientOptions | None:
        """The options of a server of the file, by its name or address; None if there is none.

        The nickname is that of the server alone. Raises PasswordError.
        """
        known = options_from_server_section.named(self.config, host)
        if known is None or port not in {None, known.port}:
            return None
        return replace(options_from_server_section.options_of(known, self.config), nick=known.nick)

    def automatic(self, given: CommandLineOptions) -> Sequence[ClientOptions]:
        """The servers to connect to without an address on the command line.

        Raises PasswordError, also if `given` has passwords and there are several servers: they are
        for one of them only.
        """
        wanted = [server for server in self.config.servers if server.autoconnect]
        if len(wanted) > 1 and given.secrets:
            text = _("A password, key or certificate needs the server's address (HOST).")
            raise PasswordError(text)
        return [self.at(server.name, None, given) for server in wanted]


def settings_of(file: Path | None) -> Settings:
    """The settings of a file, or of the default one; its language is used from now on.

    Raises ConfigError if a file was named that is not there.
    """
    language_choice.use()  # the faults of the file are told in that language too
    path = file or load.default_path()
    loaded = load.load(path, needed=file is not None)
    if loaded.config.language:
        language_choice.use(loaded.config.language)
    problems = list(loaded.problems)
    wanted = loaded.config.language
    chosen = language_choice.choose(wanted) if wanted else ""
    if chosen == language_choice.ENGLISH and not wanted.startswith("en"):
        text = _("Unknown language {language}. Possible languages: {known}.")
        problems.append(text.format(language=wanted, known=", ".join(language_choice.languages())))
    return Settings(loaded.config, tuple(problems), path)


def _passwordless(server: Server, given: CommandLineOptions) -> Server:
    """The server without the password commands that options of the command line replace."""
    changes: dict[str, object] = {}
    if given.password:
        changes["password_command"] = ""
    if given.account_password:
        changes |= {"account_password_command": "", "keyring": False}
    if given.account_key:
        changes["account_key"] = ""
    return replace(server, **changes)


def _with(options: ClientOptions, given: CommandLineOptions) -> ClientOptions:
    how = options.encryption or Encryption()
    if given.tls is not None:
        how = replace(
            how, choice=EncryptionChoice.REQUIRED if given.tls else EncryptionChoice.NEVER
        )
    how = replace(how, accept=given.accept, certificate=given.certificate or how.certificate)
    account = given.account or options.account
    if (given.account_password or given.account_key) and not account:
        account = given.nick or options.nick
    return replace(
        options,
        nick=given.nick or options.nick,
        channels=given.channels or options.channels,
        password=given.password or options.password,
        account=account,
        account_password=given.account_password or options.account_password,
        sign=signer(given.account_key) if given.account_key else options.sign,
        encryption=how,
    )

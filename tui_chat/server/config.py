"""The server's configuration: one TOML file, every key optional."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, get_type_hints

import msgspec
import platformdirs

from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.limits import Rate, Timeouts
from tui_chat.wire.names import Casemapping, is_channel_name

DEFAULT_HOST: Final = "127.0.0.1"
DEFAULT_PORT: Final = 6667


class ConfigError(Exception):
    """A configuration that cannot be used; the text is one sentence for whoever wrote it."""


class Server(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who we are, and what newcomers meet."""

    name: str = "tui-chat.local"
    network: str = "tui-chat"
    password: str = ""
    motd: str = "Welcome! Say hello."
    auto_join: tuple[str, ...] = ("#lobby",)
    casemapping: Casemapping = Casemapping.ASCII


class Listen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where clients reach us."""

    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. The defaults are good enough to run without a file."""

    server: Server = Server()
    listen: Listen = Listen()
    limits: Limits = Limits()
    flood: Rate = Rate()
    timeouts: Timeouts = Timeouts()

    def settings(self, version: str, created: str) -> Settings:
        """What the core is told of it."""
        server = self.server
        return Settings(
            server=server.name,
            network=server.network,
            version=version,
            created=created,
            password=server.password,
            motd=tuple(server.motd.splitlines()),
            auto_join=server.auto_join,
            casemapping=server.casemapping,
            limits=self.limits,
        )


def load(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    try:
        return from_values(values)
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error


def overridden(
    config: Config,
    *,
    host: str | None = None,
    port: int | None = None,
    password: str | None = None,
) -> Config:
    """The configuration with what the command line says instead; None says nothing."""
    listen = config.listen
    listen = Listen(listen.host if host is None else host, listen.port if port is None else port)
    server = config.server
    if password is not None:
        server = msgspec.structs.replace(server, password=password)
    return msgspec.structs.replace(config, listen=listen, server=server)


def default_state() -> Path:
    """Where this platform keeps a program's data."""
    return platformdirs.user_data_path("tui-chat", appauthor=False)


def from_values(values: dict[str, Any]) -> Config:
    """The configuration in the tables of a TOML file. Raises ConfigError."""
    _check_keys(values, Config, ())
    try:
        config = msgspec.convert(values, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(_in_words(error)) from error
    _check_values(config)
    return config


def _check_keys(values: dict[str, Any], shape: type[msgspec.Struct], above: Iterable[str]) -> None:
    known = get_type_hints(shape)
    for key, value in values.items():
        path = (*above, key)
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f'did you mean "{near[0]}"?' if near else f"there are: {', '.join(known)}."
            raise ConfigError(f'There is no key "{".".join(path)}": {hint}')
        section = known[key]
        if isinstance(value, dict) and issubclass(section, msgspec.Struct):
            _check_keys(value, section, path)


def _in_words(error: msgspec.ValidationError) -> str:
    """One sentence of msgspec's "Expected `int`, got `str` - at `$.listen.port`"."""
    what, _, where = str(error).partition(" - at `$.")
    key = where.rstrip("`").partition("[")[0]
    return f'The key "{key}" is not right: {what[:1].lower()}{what[1:].replace("`", "")}.'


def _check_values(config: Config) -> None:
    if not 0 <= config.listen.port <= 65535:
        raise ConfigError('The key "listen.port" must be from 0 to 65535.')
    name = config.server.name
    if not name or set(name) & set(" :!@") or not (name.isascii() and name.isprintable()):
        raise ConfigError('The key "server.name" must be a host name, without spaces.')
    network = config.server.network
    if not network or " " in network or not network.isprintable():
        raise ConfigError('The key "server.network" must be one word.')
    for channel in config.server.auto_join:
        if not is_channel_name(channel, config.limits.channel):
            raise ConfigError(f'The key "server.auto_join" holds {channel!r}, no channel name.')
    for key in Limits.__struct_fields__:
        if getattr(config.limits, key) < 1:
            raise ConfigError(f'The key "limits.{key}" must be at least 1.')
    if config.flood.burst < 1 or config.flood.per_second < 0:
        raise ConfigError(
            'The key "flood.burst" must be at least 1, "flood.per_second" not below 0.'
        )

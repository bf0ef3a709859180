"""The server's configuration: one TOML file, every key optional."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import platformdirs

from tui_chat.server.addresses import ConnectionLimits
from tui_chat.server.config_checks import check_values
from tui_chat.server.config_sections import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    AddressFlood,
    ConfigError,
    History,
    Listen,
    Log,
    Metrics,
    Server,
    Sts,
    Tls,
)
from tui_chat.server.core.settings import AccountPolicy, Limits, Operator, Settings
from tui_chat.server.limits import Rate, Timeouts

__all__ = [
    "DEFAULT_HOST",
    "DEFAULT_PORT",
    "Config",
    "ConfigError",
    "History",
    "Listen",
    "Server",
    "default_state",
    "from_values",
    "load",
    "overridden",
]


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. The defaults are good enough to run without a file."""

    server: Server = Server()
    listen: Listen = Listen()
    also_listen: tuple[Listen, ...] = ()
    """More places where clients reach us, each with the keys of [listen]."""
    tls: Tls = Tls()
    sts: Sts = Sts()
    connections: ConnectionLimits = ConnectionLimits()
    flood: Rate = Rate()
    address_flood: AddressFlood = AddressFlood()
    timeouts: Timeouts = Timeouts()
    history: History = History()
    limits: Limits = Limits()
    accounts: AccountPolicy = AccountPolicy()
    operators: tuple[Operator, ...] = ()
    """Who may run the network with OPER."""
    log: Log = Log()
    metrics: Metrics = Metrics()

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
            welcome=server.welcome,
            casemapping=server.casemapping,
            limits=self.limits,
            history=self.history.policy(),
            accounts=self.accounts,
            operators=self.operators,
            admin=server.admin,
            description=server.description,
            client_tags_denied=server.client_tags_denied,
            user_modes=server.user_modes,
            sts_port=self.sts.port,
            sts_duration=self.sts.duration,
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
    listen, server = config.listen, config.server
    if host is not None:
        listen = msgspec.structs.replace(listen, host=host, path="")
    if port is not None:
        listen = msgspec.structs.replace(listen, port=port, path="")
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
    check_values(config)
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
        if get_origin(section) is tuple and isinstance(value, list):
            # An array of tables: each has the same keys.
            (section, _), tables = get_args(section), value
        else:
            tables = [value]
        for table in tables:
            if isinstance(table, dict) and hasattr(section, "__struct_fields__"):
                _check_keys(table, section, path)


def _in_words(error: msgspec.ValidationError) -> str:
    """One sentence of msgspec's "Expected `int`, got `str` - at `$.listen.port`"."""
    what, _, where = str(error).partition(" - at `$.")
    key = where.rstrip("`").partition("[")[0]
    return f'The key "{key}" is not right: {what[:1].lower()}{what[1:].replace("`", "")}.'

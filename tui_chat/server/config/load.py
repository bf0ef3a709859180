"""The server's configuration: one TOML file, every key optional."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tui_chat.config.toml_reader import Problem, read
from tui_chat.server.config.checks import check_values
from tui_chat.server.config.sections import (
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
from tui_chat.server.limits.addresses import ConnectionLimits
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.limits.rates import Timeouts

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
    flood: Flood = Flood()
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
            roleplay=server.roleplay,
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
    import platformdirs  # noqa: PLC0415 - 10 ms, not needed with --state

    return platformdirs.user_data_path("tui-chat", appauthor=False)


def from_values(values: dict[str, Any]) -> Config:
    """The configuration in the tables of a TOML file. Raises ConfigError."""
    config = read(values, Config)
    if isinstance(config, Problem):
        raise ConfigError(_in_words(config))
    check_values(config)
    return config


def _in_words(problem: Problem) -> str:
    key, known = problem.key, ", ".join(problem.known)
    if problem.near:
        return f'There is no key "{key}": did you mean "{problem.near}"?'
    if problem.known:
        return f'There is no key "{key}": there are: {known}.'
    if problem.missing:
        return f'The key "{key}" is missing.'
    if problem.allowed:
        return f'The key "{key}" is not right: it must be one of {", ".join(problem.allowed)}.'
    if problem.expected:
        return f'The key "{key}" is not right: expected {problem.expected}, got {problem.got}.'
    return f'The key "{key}" is not right: {problem.reason}.'

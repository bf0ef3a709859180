"""Reading the server's configuration: one TOML file, every key optional."""

import tomllib
from pathlib import Path
from typing import Any

import msgspec

from tui_chat.config.toml_reader import Problem, read
from tui_chat.server.config.checks import check_values
from tui_chat.server.config.sections import Config, ConfigError


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

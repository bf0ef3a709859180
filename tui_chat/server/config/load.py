"""Reading the server's configuration: one TOML file, every key optional."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

import msgspec

from tui_chat.config.toml_to_structs import Problem, read_leniently
from tui_chat.server.config.checks import check_values, value_problems
from tui_chat.server.config.config_schema import Config, ConfigError, Listen

_LISTS: Final = frozenset({"also_listen", "operators", "services", "webirc"})

_KINDS: Final = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "a text in quotes",
    "array": "a list in [ ]",
    "object": "a section",
}
"""How people call the types of JSON."""


def load(path: Path) -> Config:
    """The configuration in a file. Raises ConfigError."""
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise ConfigError(f"Cannot read {path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}.") from error
    try:
        return from_values(values)
    except ConfigError as error:
        raise ConfigError(*(f"{path}: {one}" for one in error.sentences)) from error


def overridden(
    config: Config,
    *,
    host: str | None = None,
    port: int | None = None,
    password: str | None = None,
    ssh: int | None = None,
    web: int | None = None,
    lines: int | None = None,
    cluster: str | None = None,
    node: int | None = None,
) -> Config:
    """The configuration with the values of the command line in it; None is no value.

    `ssh`, `web` and `lines` are ports beside those that are configured, on the host of [listen].
    Raises ConfigError.
    """
    listen, server = config.listen, config.server
    if host is not None:
        listen = msgspec.structs.replace(listen, host=host, path="")
    if port is not None:
        listen = msgspec.structs.replace(listen, port=port, path="")
    if password is not None:
        server = msgspec.structs.replace(server, password=password)
    also = config.also_listen
    if ssh is not None:
        also = (*also, Listen(listen.host, ssh, tls=False, plain=True, ssh=True))
    if web is not None:
        also = (*also, Listen(listen.host, web, web=True))
    if lines is not None:
        also = (*also, Listen(listen.host, lines, tls=False, plain=True, lines="ask"))
    network = config.cluster
    if cluster is not None:
        network = msgspec.structs.replace(network, key=cluster)
    if node is not None:
        network = msgspec.structs.replace(network, node=node)
    config = msgspec.structs.replace(
        config, listen=listen, server=server, also_listen=also, cluster=network
    )
    check_values(config)
    return config


def default_state() -> Path:
    """Where this platform keeps a program's data."""
    import platformdirs  # noqa: PLC0415 - 10 ms, not needed with --state

    return platformdirs.user_data_path("tui-chat", appauthor=False)


def from_values(values: dict[str, Any]) -> Config:
    """The configuration in the tables of a TOML file. Raises ConfigError with all problems."""
    config, problems = read_leniently(deepcopy(values), Config, whole=_LISTS)
    sentences = [_in_words(problem) for problem in problems]
    # A faulty value that was left out is not reported again by a check that needs it.
    named = {f'"{key}"' for problem in problems for key in (problem.key, _meant(problem))}
    sentences += [one for one in value_problems(config) if not any(key in one for key in named)]
    if sentences:
        raise ConfigError(*sentences)
    return config


def _meant(problem: Problem) -> str:
    """The key that was perhaps meant by a misspelt one."""
    return ".".join((*problem.key.split(".")[:-1], problem.near))


def _in_words(problem: Problem) -> str:
    key, known = problem.key, ", ".join(problem.known)
    if problem.near:
        return f'Unknown key "{key}": did you mean "{problem.near}"?'
    if problem.known:
        return f'Unknown key "{key}". Possible keys: {known}.'
    if problem.missing:
        return f'The key "{key}" is missing.'
    if problem.allowed:
        return f'The key "{key}" is not right: it must be one of {", ".join(problem.allowed)}.'
    if problem.expected:
        expected, got = (_KINDS.get(kind, kind) for kind in (problem.expected, problem.got))
        return f'The key "{key}" is not right: it must be {expected}, not {got}.'
    return f'The key "{key}" is not right: {problem.reason}.'

"""What a configuration's check calls right starts, and means the same when it is read again."""

import json
import socketserver
import typing
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.server.sockets import PATIENCE
from tui_chat.config.toml_to_structs import allowed_values
from tui_chat.server.config import config_schema, load
from tui_chat.server.process import config_trial_start
from tui_chat.server.process.server_thread import BackgroundServer

ON_THE_MACHINE = {"cluster", "listen", "tls", "metrics", "sts"}
"""Whether these can be had depends on the machine."""


def values_of(kind: Any) -> list[Any]:
    """Values of a key, usual ones and extremes; not all are right."""
    if get_origin(kind) is typing.Annotated:
        kind = get_args(kind)[0]
    if allowed := allowed_values(kind):
        return [json.loads(value) for value in allowed]
    if get_origin(kind) is tuple and get_args(kind)[0] is str:
        return [[], ["x"], ["#a", "#a"], [""], ["a b"], ["10.0.0.0/8"]]
    simple: dict[Any, list[Any]] = {
        bool: [True, False],
        int: [0, 1, 2, -1, 10**6, 2**63],
        float: [0, 0.001, -1, 1e9, float("inf"), float("nan")],
        str: ["", "x", "a b", "\u00e9", "\n", "x" * 5000],
    }
    return simple.get(kind, [])


KEYS = [
    (section, key, values)
    for section, shape in get_type_hints(config_schema.Config).items()
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct)
    for key, kind in get_type_hints(shape, include_extras=True).items()
    if (values := values_of(kind))
]


def right(wanted: list[tuple[str, str, Any]], state: Path) -> config_schema.Config:
    """As many of these as may stand together."""
    tables: dict[str, dict[str, Any]] = {"listen": {"port": 0}}
    made = load.from_values(tables)
    for section, key, value in wanted:
        tried = {name: dict(table) for name, table in tables.items()}
        tried.setdefault(section, {})[key] = value
        try:
            made = load.from_values(tried)
        except config_schema.ConfigError as error:
            assert str(error)  # noqa: PT017 - one of many
        else:
            quick = replace(made, history=replace(made.history, enabled="memory"))
            if section not in ON_THE_MACHINE or not config_trial_start.problems(quick, state):
                tables = tried
    made = load.from_values(tables)
    assert config_trial_start.problems(made, state) == ()
    return made


@pytest.fixture
def _closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Metrics are told half a second after it that they are closed, once for each server here."""
    monkeypatch.setattr(socketserver.BaseServer.serve_forever, "__defaults__", (0.01,))


@pytest.mark.usefixtures("_closed_at_once")
@settings(
    max_examples=4,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_what_is_right_is_read_again_alike_and_starts(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    wanted = [
        (section, key, data.draw(st.sampled_from(values), label=f"{section}.{key}"))
        for section, key, values in KEYS
    ]
    state: Path = tmp_path_factory.mktemp("state")
    made = right(wanted, state)
    assert load.from_values(msgspec.to_builtins(made)) == made
    with BackgroundServer(made, state) as running:
        assert running.server.port or made.listen.path
        assert made.accounts.required or made.accounts.allow or lets_in(running, made)


def lets_in(running: BackgroundServer, config: config_schema.Config) -> bool:
    """Whether somebody who knows the password gets in, and into the first channels."""
    with running.connect_owner() as client:
        client.settimeout(PATIENCE)
        client.sendall(f"PASS :{config.server.password}\r\nNICK a\r\nUSER a 0 * :a\r\n".encode())
        client.sendall(b"PING end\r\n")
        heard = b""
        while b" PONG " not in heard:
            heard += client.recv(65536)
    lines = heard.decode().split("\r\n")
    entered = {line.split(" ")[4] for line in lines if line.split(" ")[1:2] == ["366"]}
    return " 001 a " in heard.decode() and len(entered) == len(set(config.server.auto_join))


@pytest.mark.parametrize(("section", "key", "values"), KEYS)
def test_a_value_of_a_key_is_taken_or_told_in_a_sentence(
    section: str, key: str, values: list[Any]
) -> None:
    for value in values:
        try:
            load.from_values({section: {key: value}})
        except config_schema.ConfigError as error:
            assert key in str(error)  # noqa: PT017 - one of many

"""What a configuration's check calls right starts, and means the same when it is read again."""

import json
import typing
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tui_chat.config.toml_reader import allowed_values
from tui_chat.server.config import load, sections
from tui_chat.server.process import run
from tui_chat.server.process.server import ServerError
from tui_chat.server.process.server_thread import BackgroundServer

PLACES = {("listen", "host"), ("listen", "path"), ("listen", "port"), ("metrics", "port")}
"""Whether these can be listened on depends on the machine."""


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
    for section, shape in get_type_hints(sections.Config).items()
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct)
    for key, kind in get_type_hints(shape, include_extras=True).items()
    if (values := values_of(kind)) and (section, key) not in PLACES
]


def right(wanted: list[tuple[str, str, Any]]) -> sections.Config:
    """As many of these as may stand together."""
    tables: dict[str, dict[str, Any]] = {"listen": {"port": 0}}
    made = load.from_values(tables)
    for section, key, value in wanted:
        tried = {name: dict(table) for name, table in tables.items()}
        tried.setdefault(section, {})[key] = value
        try:
            made = load.from_values(tried)
            run.check(made)
        except (sections.ConfigError, ServerError) as error:
            assert str(error)  # noqa: PT017 - one of many
        else:
            tables = tried
    return load.from_values(tables)


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
    made = right(wanted)
    assert load.from_values(msgspec.to_builtins(made)) == made
    state: Path = tmp_path_factory.mktemp("state")
    with BackgroundServer(made, state) as running:
        assert running.server.port


@pytest.mark.parametrize(("section", "key", "values"), KEYS)
def test_a_value_of_a_key_is_taken_or_told_in_a_sentence(
    section: str, key: str, values: list[Any]
) -> None:
    for value in values:
        try:
            load.from_values({section: {key: value}})
        except sections.ConfigError as error:
            assert key in str(error)  # noqa: PT017 - one of many

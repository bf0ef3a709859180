"""What is wrong with a file, and where."""

import tomllib
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from tui_chat.config.toml_to_structs import Problem, broken_line, line_of, read, read_leniently


class Look(msgspec.Struct, forbid_unknown_fields=True):
    theme: str = "quiet"
    width: int = 10


class Server(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    port: Annotated[int, Meta(ge=1, le=65535)] = 6667


class Config(msgspec.Struct, forbid_unknown_fields=True):
    nick: str = ""
    look: Look = msgspec.field(default_factory=Look)
    servers: tuple[Server, ...] = ()


def problem(text: str) -> Problem:
    found = read(tomllib.loads(text), Config)
    assert isinstance(found, Problem)
    return found


def test_a_right_file_is_read() -> None:
    found = read(tomllib.loads('nick = "ana"\n[look]\nwidth = 3'), Config)
    assert isinstance(found, Config)
    assert (found.nick, found.look.width) == ("ana", 3)


def test_an_unknown_key_comes_with_the_nearest() -> None:
    found = problem("[look]\nthem = 1")
    assert (found.key, found.near, found.known) == ("look.them", "theme", ("theme", "width"))


def test_a_key_that_was_written_in_part_is_the_one_that_begins_so() -> None:
    assert problem("[look]\nwid = 1").near == "width"
    assert problem("[look]\nthe = 1").near == "theme"


def test_a_key_like_no_other_comes_with_all() -> None:
    assert problem("zzz = 1").near == ""


def test_a_wrong_type_is_told_as_expected_and_got() -> None:
    found = problem('[look]\nwidth = "x"')
    assert (found.key, found.expected, found.got) == ("look.width", "int", "str")


def test_a_value_out_of_range_comes_with_a_reason() -> None:
    found = problem('[[servers]]\nname = "a"\nport = 0')
    assert (found.path, found.key) == (("servers", 0, "port"), "servers.port")
    assert "1" in found.reason


def test_a_missing_key_is_told() -> None:
    found = problem("[[servers]]\nport = 1")
    assert (found.path, found.missing) == (("servers", 0, "name"), True)


def test_what_is_wrong_is_left_out_and_the_rest_counts() -> None:
    values = tomllib.loads('nick = 5\nzzz = 1\n[look]\ntheme = "dark"\nwidth = "x"')
    found, problems = read_leniently(values, Config)
    assert (found.nick, found.look.theme, found.look.width) == ("", "dark", 10)
    assert sorted(each.key for each in problems) == ["look.width", "nick", "zzz"]


def test_a_table_of_a_list_may_be_left_out_whole_and_keeps_its_place() -> None:
    text = '[[servers]]\nname = "a"\nport = "x"\n[[servers]]\nname = "b"\n[[servers]]\nport = 1'
    found, problems = read_leniently(tomllib.loads(text), Config, whole=frozenset({"servers"}))
    assert [each.name for each in found.servers] == ["b"]
    assert [each.path[1] for each in problems] == [0, 2]
    assert [line_of(text, each.path) for each in problems] == [3, 6]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("nick",), 1),
        (("look", "width"), 4),
        (("look", "nothing"), 2),
        (("servers", 1, "port"), 9),
        (("servers", 1, "name"), 7),
        (("other",), None),
    ],
)
def test_a_key_is_found_in_the_text(path: tuple[str | int, ...], line: int | None) -> None:
    text = (
        'nick = "a"\n[look]\ntheme = "b"\nwidth = 1\n'
        '[[servers]]\nname = "a"\n[[servers]]\n# a comment\nport = 1\n'
    )
    assert line_of(text, path) == line


def test_where_a_file_is_no_toml() -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as error:
        tomllib.loads("a = 1\nb = = 2")
    assert broken_line(error.value) == 2


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["nick", "look", "servers", "theme", "width", "name", "port", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["nick", "look", "servers", "x"]), _values))
def test_whatever_stands_there_something_is_read(values: dict[str, object]) -> None:
    found, problems = read_leniently(values, Config, whole=frozenset({"servers"}))
    assert isinstance(found, Config)
    assert all(each.path for each in problems)

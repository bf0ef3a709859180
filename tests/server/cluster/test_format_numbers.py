"""A struct of the log or of a dump that changes its shape gets a new number with it.

Nodes of different numbers refuse each other in a sentence; with one number and two shapes they
would come to different states. `formats/` holds the shapes that belong to the numbers.
"""

import os
import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import msgspec.inspect as types
import pytest

pytest.importorskip("nats")

from tui_chat.server.cluster import event_batch_codec, joining_rules, snapshot_stream
from tui_chat.server.core import commands, event_codec, state_dump
from tui_chat.server.core.events import Answered
from tui_chat.server.core.handler_registry import ANSWERS

FOLDER: Final = Path(__file__).parent / "formats"
UPDATE: Final = "UPDATE_FORMATS"


def shapes(*kinds: Any) -> dict[str, str]:
    """What each class holds that is reached from these types, by its name."""
    found: dict[str, str] = {}
    for kind in kinds:
        _describe(types.type_info(kind), found)
    return found


_Class = types.StructType | types.DataclassType | types.NamedTupleType


def _describe(kind: types.Type, found: dict[str, str]) -> str:
    """A type in words; the classes in it are added to `found`."""
    word = type(kind).__name__.removesuffix("Type").lower()
    if isinstance(kind, _Class):
        word = kind.cls.__name__
        if word not in found:
            found[word] = ""  # one that holds its own kind ends here
            found[word] = _fields(kind, found)
    elif isinstance(kind, types.EnumType):
        word = f"{kind.cls.__name__}({', '.join(str(one.value) for one in kind.cls)})"
    elif isinstance(kind, types.LiteralType):
        word = f"one of {kind.values}"
    elif isinstance(kind, types.CustomType):
        word = kind.cls.__name__
    elif inner := _inner(kind):
        word = f"{word}[{', '.join(_describe(one, found) for one in inner)}]"
    return word


def _inner(kind: types.Type) -> tuple[types.Type, ...]:
    match kind:
        case types.UnionType(types=several):
            return several
        case types.TupleType(item_types=several):
            return several
        case types.DictType(key_type=key, value_type=value):
            return key, value
        case types.CollectionType(item_type=item):
            return (item,)
    return ()


def _fields(kind: _Class, found: dict[str, str]) -> str:
    is_array = not isinstance(kind, types.DataclassType) and getattr(kind, "array_like", True)
    tag = getattr(kind, "tag", None)
    told = "" if tag in (None, kind.cls.__name__) else f"{tag} "
    fields = ", ".join(
        f"{one.encode_name}{'' if one.required else '?'}: {_describe(one.type, found)}"
        for one in kind.fields
    )
    return f"{told}[{fields}]" if is_array else f"{told}{{{fields}}}"


def _dump() -> dict[str, str]:
    return shapes(state_dump._Dump, snapshot_stream.Snapshot)


def _log() -> dict[str, str]:
    assert commands.COMMANDS  # whose modules say how requests are answered
    shared = {kind: handler for kind, handler in ANSWERS.items() if not kind.reads}
    answers = [[*typing.get_type_hints(one).values()][2] for one in shared.values()]
    return shapes(event_batch_codec.Frame, event_codec._Logged, Answered, *shared, *answers)


CASES: Final[Mapping[str, tuple[Callable[[], dict[str, str]], int, str]]] = {
    "dump": (_dump, state_dump.FORMAT, "FORMAT in tui_chat/server/core/state_dump.py"),
    "log": (_log, joining_rules.CORE, "CORE in tui_chat/server/cluster/joining_rules.py"),
}


def stored(what: str) -> tuple[int, dict[str, str]]:
    """The number and the shapes in the file."""
    first, *lines = (FOLDER / f"{what}.txt").read_text().splitlines()
    parted = (line.partition(" ") for line in lines)
    return int(first), {name: shape for name, _space, shape in parted}


def problem(what: str, before: tuple[int, dict[str, str]], now: tuple[int, dict[str, str]]) -> str:
    """What is to be done about a shape that is not the stored one, in a sentence; "" if it is."""
    if before == now:
        return ""
    where = CASES[what][2]
    store = f"run this test with {UPDATE}=1 and commit tests/server/cluster/formats/{what}.txt"
    if before[0] < now[0]:
        return f"{where} was raised to {now[0]}: {store}."
    every = before[1].keys() | now[1].keys()
    changed = ", ".join(sorted(one for one in every if before[1].get(one) != now[1].get(one)))
    return (
        f"What the {what} holds has changed its shape ({changed}): raise {where} above "
        f"{before[0]}, so that nodes of the old shape refuse those of the new one; then {store}."
    )


@pytest.mark.parametrize("what", CASES)
def test_another_shape_has_another_number(what: str) -> None:
    find, number, _where = CASES[what]
    now = number, find()
    if UPDATE in os.environ and (not (FOLDER / f"{what}.txt").exists() or stored(what)[0] < number):
        lines = [str(number), *(f"{name} {shape}" for name, shape in sorted(now[1].items()))]
        (FOLDER / f"{what}.txt").write_text("\n".join(lines) + "\n")
    told = problem(what, stored(what), now)
    assert not told, told


def test_a_change_is_told_with_what_to_do() -> None:
    before = 3, {"User": "[nick: str]", "Ban": "[by: str]"}
    after = {"User": "[nick: str, age: int]", "Ban": "[by: str]"}
    assert problem("dump", before, before) == ""
    told = problem("dump", before, (3, after))
    assert "(User): raise FORMAT in tui_chat/server/core/state_dump.py above 3" in told
    assert "was raised to 4: run this test with UPDATE_FORMATS=1" in problem(
        "dump", before, (4, after)
    )
    assert "(User)" in problem("dump", before, (2, after))


def test_each_change_of_a_field_is_another_shape() -> None:
    def shape(*fields: Any, array_like: bool = False) -> dict[str, str]:
        return shapes(msgspec.defstruct("Row", fields, array_like=array_like))

    first = shape(("nick", str), ("at", int))
    others = (
        shape(("nick", str), ("at", int), array_like=True),
        shape(("at", int), ("nick", str)),
        shape(("nick", str), ("at", int, 0)),
        shape(("nick", str), ("at", float)),
        shape(("nick", str | None), ("at", int)),
        shape(("nick", str), ("time", int)),
        shape(("nick", str)),
    )
    assert all(other != first for other in others)
    assert first == shape(("nick", str), ("at", int))

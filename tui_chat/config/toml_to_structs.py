"""Configuration in TOML, read into typed structs, with every problem and its line.

There are no sentences here: server and client put a `Problem` into words in their own languages.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from enum import Enum
from itertools import chain
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    Final,
    Literal,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import msgspec

if TYPE_CHECKING:
    import tomllib

Shape = TypeVar("Shape", bound=msgspec.Struct)
Path = tuple[str | int, ...]
"""The way to a value: keys of tables and places in lists."""

_BOOLEAN: Final = ("true", "false")
_EXPECTED: Final = re.compile(r"Expected `(\w+)[^`]*`, got `(\w+)[^`]*`")
_MISSING: Final = re.compile(r"Object missing required field `(\w+)`")
_STEP: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d+)\]")
_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?")
_KEY: Final = re.compile(r"\s*([\w.\"'-]+)\s*=")


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong with a configuration.

    Besides `path`, the fields of one of these are set:

    - an unknown key: `known` are the keys that exist, and `near` the one that was perhaps meant;
    - a value of the wrong type: `expected` and `got` are JSON types, such as "int" or "array", and
      `meant` is the description of the key's type (`Meta(description=...)`), if it has one;
    - a value that is not `allowed`: these are the possible ones, as they are written in TOML;
    - a key that is `missing`;
    - anything else: `reason` is msgspec's text, in English.
    """

    path: Path
    known: tuple[str, ...] = ()
    near: str = ""
    expected: str = ""
    got: str = ""
    allowed: tuple[str, ...] = ()
    meant: str = ""
    missing: bool = False
    reason: str = ""

    @property
    def key(self) -> str:
        """The key as people write it: "servers.port"."""
        return ".".join(step for step in self.path if isinstance(step, str))


def read(values: Mapping[str, Any], shape: type[Shape]) -> Shape | Problem:
    """The tables of a TOML file as `shape`, or the first problem in them."""
    for problem in unknown_keys(values, shape):
        return problem
    try:
        return msgspec.convert(values, shape)
    except msgspec.ValidationError as error:
        path = _path_of(error)
        kind, value = _at(shape, values, path)
        if get_origin(kind) is dict and isinstance(value, dict):
            path, error = _in_table(path, kind, value, error)
            kind = get_args(kind)[1]
        found = _problem(path, error)
        return msgspec.structs.replace(found, allowed=allowed_values(kind), meant=_meant(kind))


def read_leniently(
    values: dict[str, Any], shape: type[Shape], *, whole: frozenset[str] = frozenset()
) -> tuple[Shape, list[Problem]]:
    """The tables as `shape` without their faulty values, and all problems. Changes `values`.

    In a list of tables that is named in `whole`, a table with any problem is left out as a whole.
    """
    problems = [problem for name in sorted(whole) for problem in _wrong_tables(values, name, shape)]
    while isinstance(found := read(values, shape), Problem):
        problems.append(found)
        _leave_out(values, found.path)
    return found, problems


def _wrong_tables(
    values: dict[str, Any], name: str, shape: type[msgspec.Struct]
) -> Iterator[Problem]:
    """All problems in a list of tables, from which the faulty tables are removed."""
    tables = values.get(name)
    if not isinstance(tables, list):
        return
    kind = get_args(get_type_hints(shape, include_extras=True)[name])[0]
    right = []
    for place, table in enumerate(tables):
        wrong = list(_all_wrong(table, kind)) if isinstance(table, dict) else [_no_table(table)]
        for problem in wrong:
            yield msgspec.structs.replace(problem, path=(name, place, *problem.path))
        if not wrong:
            right.append(table)
    values[name] = right


def _all_wrong(table: dict[str, Any], kind: type[msgspec.Struct]) -> Iterator[Problem]:
    left = deepcopy(table)
    missing: dict[str, Any] = {}
    while isinstance(found := read({**missing, **left}, kind), Problem):
        yield found
        if found.missing:
            missing[str(found.path[-1])] = ""  # all required keys are texts
        else:
            _leave_out(left, found.path)
            missing |= {str(found.path[0]): ""} if found.path[0] in _needed(kind) else {}


def _needed(kind: type[msgspec.Struct]) -> set[str]:
    return {field.name for field in msgspec.structs.fields(kind) if field.required}


def _no_table(value: Any) -> Problem:
    return Problem((), expected="object", got=type(value).__name__)


def _in_table(
    path: Path, kind: Any, table: dict[str, Any], error: msgspec.ValidationError
) -> tuple[Path, msgspec.ValidationError]:
    """The path of the faulty value in a table of free keys: msgspec does not give its key."""
    for key, value in table.items():
        try:
            msgspec.convert(value, get_args(kind)[1])
        except msgspec.ValidationError as inner:
            return (*path, key, *_path_of(inner)), inner
    return path, error


def allowed_values(kind: Any) -> tuple[str, ...]:
    """The possible values of a type, as they are written in TOML; () if they cannot be listed."""
    if get_origin(kind) is Literal:
        return tuple(_written(value) for value in get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(_written(each.value) for each in kind)
    if get_origin(kind) in {Union, UnionType}:
        inner = [_BOOLEAN if each is bool else allowed_values(each) for each in get_args(kind)]
        return tuple(chain.from_iterable(inner)) if all(inner) else ()
    return ()


def _written(value: Any) -> str:
    import json  # noqa: PLC0415 - only for what is refused

    return json.dumps(value, ensure_ascii=False)  # in JSON these look as in TOML


def _meant(kind: Any) -> str:
    """The description of a type, "" if it has none."""
    metas = (each for each in getattr(kind, "__metadata__", ()) if isinstance(each, msgspec.Meta))
    return next((meta.description for meta in metas if meta.description), "")


def _at(shape: Any, values: Any, path: Path) -> tuple[Any, Any]:
    """The type at that path, None if it is unknown, and the value there."""
    for step in path:
        if isinstance(step, int):
            shape = get_args(shape)[0] if get_args(shape) else None
        elif get_origin(shape) is dict:
            shape = get_args(shape)[1]
        elif hasattr(shape, "__struct_fields__"):
            shape = get_type_hints(shape, include_extras=True).get(step)
        else:
            return None, None
        try:
            values = values[step]
        except (KeyError, IndexError, TypeError):
            values = None
    return shape, values


def _leave_out(values: dict[str, Any], path: Path) -> None:
    """Remove the value at that path, or else the innermost existing one around it."""
    holder: Any = values
    way: list[tuple[Any, str | int]] = []
    for step in path:
        try:
            inner = holder[step]
        except (KeyError, IndexError, TypeError):
            break
        way.append((holder, step))
        holder = inner
    container, step = way[-1]
    del container[step]


def unknown_keys(
    values: Mapping[str, Any], shape: type[msgspec.Struct], above: Path = ()
) -> Iterator[Problem]:
    """The problems of keys that a struct, or a struct inside it, does not have."""
    known = get_type_hints(shape)
    for key, value in values.items():
        path = (*above, key)
        if key not in known:
            begun = [each for each in known if each.startswith(key)]  # "time" is for "time_format"
            near = begun or difflib.get_close_matches(key, known, 1, 0.5)
            yield Problem(path, known=tuple(known), near=near[0] if near else "")
            continue
        section = known[key]
        if get_origin(section) is tuple and isinstance(value, list):
            inner = get_args(section)[0]
            tables: list[tuple[Path, Any]] = [((*path, n), each) for n, each in enumerate(value)]
        else:
            inner, tables = section, [(path, value)]
        for place, table in tables:
            if isinstance(table, dict) and hasattr(inner, "__struct_fields__"):
                yield from unknown_keys(table, inner, place)


def _path_of(error: msgspec.ValidationError) -> Path:
    """The path in a message such as "Expected `int`, got `str` - at `$.servers[0].port`"."""
    where = str(error).partition(" - at `$")[2]
    return tuple(
        int(found[2]) if found[2] else found[1] for found in _STEP.finditer(where.rstrip("`"))
    )


def _problem(path: Path, error: msgspec.ValidationError) -> Problem:
    """The problem that a message of msgspec describes."""
    what = str(error).partition(" - at `$")[0]
    if found := _MISSING.fullmatch(what):
        return Problem((*path, found[1]), missing=True)
    if found := _EXPECTED.fullmatch(what):
        return Problem(path, expected=found[1], got=found[2])
    return Problem(path, reason=f"{what[:1].lower()}{what[1:]}".replace("`", ""))


# Lines


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line of a TOML file, from 1, that has a key, or else the line of its table.

    None if it is written in a form that is not recognised here.
    """
    wanted = list(path)
    here: list[str | int] = []
    counts: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if found := _HEADER.match(line):
            here = list(_parts(found[2]))
            if found[1] == "[[":
                name = found[2]
                here.append(counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
            best = _better(best, here, wanted, number)
        elif found := _KEY.match(line):
            best = _better(best, [*here, *_parts(found[1])], wanted, number)
    return best[1] if best else None


def _better(
    best: tuple[int, int] | None, found: list[str | int], wanted: list[str | int], number: int
) -> tuple[int, int] | None:
    depth = len(found)
    if depth and found == wanted[:depth] and (best is None or depth > best[0]):
        return depth, number
    return best


def _parts(written: str) -> Iterator[str]:
    for part in written.split("."):
        yield part.strip("\"'")


def broken_line(error: "tomllib.TOMLDecodeError") -> int | None:
    """The line of a syntax error, from 1."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else None

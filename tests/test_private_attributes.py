"""One object, one owner: private attributes are used in the file that defines them, and only there.

Ruff's SLF001 forbids `other._x`; this also finds what subclasses take from a base class in another
file, and private names that are imported.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[1]

NAMED_TUPLE: Final = {"_asdict", "_fields", "_make", "_replace"}
"""Public, whatever their underscore says."""
TEXTUAL: Final = "tui_chat.client.textual_compat."
"""The files that may touch the internals of Textual."""
KINDS: Final = (
    *(ast.Import, ast.ImportFrom, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef),
    *(ast.Name, ast.Attribute, ast.Constant),
)
"""Whatever names something."""


class Class(NamedTuple):
    """A class of ours: its base classes as (module, name), what it defines and what it uses."""

    file: str
    bases: tuple[tuple[str, str], ...]
    defined: frozenset[str]
    used: frozenset[str]


class Program(NamedTuple):
    """All files: their classes, private names, and what they import and use of others' private."""

    classes: dict[tuple[str, str], Class]
    defined: set[str]
    imported: list[tuple[str, str, str]]
    used: list[tuple[str, str, str]]


def is_private(name: str) -> bool:
    return name.startswith("_") and name not in {"_", *NAMED_TUPLE} and not name.endswith("__")


@cache
def below(node: ast.AST) -> tuple[ast.AST, ...]:
    """A node and all below it of the kinds that matter here."""
    return tuple(each for each in ast.walk(node) if isinstance(each, KINDS))


def imported(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """The names that a file imports: as they are called there, their module, their own name."""
    for node in below(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, node.module, alias.name


def full_names(tree: ast.Module) -> dict[str, str]:
    """Modules and names that a file imports: as they are called there -> "module.name"."""
    names = {called: f"{source}.{name}" for called, source, name in imported(tree)}
    for node in below(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                names[alias.asname or first] = alias.name if alias.asname else first
    return names


def base_of(base: ast.expr, module: str, names: Mapping[str, str]) -> tuple[str, str]:
    """The module and the name of a base class, written `Class`, `module.Class` or `Class[T]`."""
    written = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
    first, dot, rest = written.partition(".")
    full = names.get(first, f"{module}.{first}") + dot + rest
    source, _dot, name = full.rpartition(".")
    return source, name


def defined_in(node: ast.AST) -> Iterator[str]:
    """Attributes and functions that are defined anywhere below a node."""
    for each in below(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield each.name
        elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store):
            yield each.attr
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value  # in __slots__


def is_own(value: ast.expr) -> bool:
    """Whether it is `self`, `cls` or `super()`."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id == "super"
    return isinstance(value, ast.Name) and value.id in {"self", "cls"}


def used_of_self(node: ast.ClassDef) -> Iterator[str]:
    """Private attributes of the object itself that a class reads, calls or overrides."""
    for each in below(node):
        if isinstance(each, ast.Attribute) and is_own(each.value) and is_private(each.attr):
            yield each.attr
        elif isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and is_private(each.name):
            yield each.name


def classes_in(module: str, tree: ast.Module) -> Iterator[tuple[tuple[str, str], Class]]:
    """The classes of a file, by their modules and names."""
    names = full_names(tree)
    for node in below(tree):
        if isinstance(node, ast.ClassDef):
            yield (
                (module, node.name),
                Class(
                    module,
                    tuple(base_of(base, module, names) for base in node.bases),
                    frozenset(filter(is_private, defined_in(node))),
                    frozenset(used_of_self(node)),
                ),
            )


def used_of_others(module: str, tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    """A file, what it takes it from, and a private name that it uses but does not define."""
    own = set(defined_in(tree))
    for node in below(tree):
        if not isinstance(node, ast.Attribute) or is_own(node.value):
            continue
        if is_private(node.attr) and node.attr not in own:
            yield module, ast.unparse(node.value), node.attr


@cache
def program() -> Program:
    """What all files of the program define and use; each is read once, and its tree let go."""
    found = Program({}, set(), [], [])
    for file in sorted((ROOT / "tui_chat").rglob("*.py")):
        parts = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        module, tree = parts.removesuffix(".__init__"), ast.parse(file.read_text())
        found.classes.update(classes_in(module, tree))
        found.defined.update(filter(is_private, defined_in(tree)))
        if not module.startswith(TEXTUAL):
            found.used.extend(used_of_others(module, tree))
            found.imported.extend(
                (module, source, name)
                for _, source, name in imported(tree)
                if source.startswith("tui_chat") and is_private(name)
            )
        below.cache_clear()
    return found


def bases_of(one: Class) -> Iterator[tuple[str, Class]]:
    """All base classes of ours, with their names."""
    for key in one.bases:
        base = program().classes.get(key)
        if base is not None:
            yield key[1], base
            yield from bases_of(base)


def taken_from_bases() -> Iterator[tuple[str, str, str]]:
    """A class, a base class in another file, and the private attribute that both use."""
    for (_, name), one in program().classes.items():
        for base_name, base in bases_of(one):
            if base.file != one.file:
                for attribute in sorted(base.defined & one.used):
                    yield name, base_name, attribute


def taken_from_others() -> Iterator[tuple[str, str, str]]:
    """A file, what it takes it from, and the private name of ours that it uses."""
    yield from program().imported
    yield from (one for one in program().used if one[2] in program().defined)


def test_no_file_uses_private_attributes_of_others() -> None:
    """Not those of base classes either. One test, so that one worker reads the program, once."""
    bases, others = list(taken_from_bases()), list(taken_from_others())
    assert not bases, f"give these a public name, or make one object a part of the other: {bases}"
    assert not others, f"these belong to another file: {others}"


def test_what_is_looked_for_is_found() -> None:
    tree = ast.parse("class A(B):\n def f(self, o): return self._x, super()._y, o._z\n")
    (node,) = tree.body
    assert isinstance(node, ast.ClassDef)
    assert set(used_of_self(node)) == {"_x", "_y"}


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Own", ("here", "Own")),
        ("Taken[int]", ("a.b", "Given")),
        ("b.Class", ("a.b", "Class")),
        ("short.Class[str]", ("a.c", "Class")),
        ("x.y.Class", ("x.y", "Class")),
        ("own.Inner", ("here.own", "Inner")),
    ],
)
def test_a_base_class_is_found_however_it_is_written(written: str, base: tuple[str, str]) -> None:
    tree = ast.parse(
        "from a.b import Given as Taken\nfrom a import b\nimport a.c as short\nimport x.y\n"
        f"class A({written}): ..."
    )
    node = tree.body[-1]
    assert isinstance(node, ast.ClassDef)
    assert base_of(node.bases[0], "here", full_names(tree)) == base

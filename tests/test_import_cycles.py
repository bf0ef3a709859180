"""No module imports itself by way of others, be it for types or inside a function.

Who reads one module of a circle has to read all of them.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = "tui_chat"
KNOWN: Final = (
    "tui_chat.server.config",
    "tui_chat.server.process",
    "tui_chat.server.transport",
)
"""Packages with a circle that is not opened yet: each leaves this list with its last one."""

Graph = Mapping[str, frozenset[str]]


@cache
def import_graph() -> Graph:
    """The modules that each module of the package imports."""
    files = {module_name(path): path for path in (ROOT / PACKAGE).rglob("*.py")}
    return {
        name: frozenset(imported(ast.parse(path.read_bytes()), files.keys())) - {name}
        for name, path in files.items()
    }


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(tree: ast.Module, modules: Collection[str]) -> Iterator[str]:
    """The names in `modules` that are imported anywhere in the tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write absolute imports"
            for alias in node.names:
                names = f"{node.module}.{alias.name}", f"{node.module}"
                yield from [name for name in names if name in modules][:1]


def cycles(graph: Graph) -> set[frozenset[str]]:
    """The strongly connected components of more than one module."""
    reached = {name: reachable(graph, name) for name in graph}
    return {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }


def reachable(graph: Graph, start: str) -> set[str]:
    """The modules that are imported by `start`, directly or not."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    new = [sorted(circle) for circle in cycles(import_graph()) if home_of(circle) is None]
    assert not new, "these import each other in a circle:\n" + "\n\n".join(map("\n".join, new))


@pytest.mark.parametrize("package", KNOWN)
def test_a_package_without_circles_is_not_in_the_list(package: str) -> None:
    assert package in map(home_of, cycles(import_graph())), (
        f"take {package} out of KNOWN: well done"
    )


def home_of(circle: Collection[str]) -> str | None:
    """The package in the list that has all modules of the circle."""
    found = (one for one in KNOWN if all(name.startswith(f"{one}.") for name in circle))
    return next(found, None)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import tui_chat.a", ["tui_chat.a"]),
        ("from tui_chat.a import x, y", ["tui_chat.a", "tui_chat.a"]),
        ("from tui_chat import a, c", ["tui_chat.a", "tui_chat"]),
        ("if TYPE_CHECKING:\n    from tui_chat.a import X", ["tui_chat.a"]),
        ("def f():\n    import tui_chat.a", ["tui_chat.a"]),
        ("import os\nfrom os import path", []),
    ],
)
def test_every_form_of_import_is_seen(source: str, expected: list[str]) -> None:
    assert list(imported(ast.parse(source), {"tui_chat", "tui_chat.a"})) == expected


def test_a_circle_is_found_and_a_chain_is_none() -> None:
    chain = {"a": frozenset("b"), "b": frozenset("c"), "c": frozenset[str]()}
    assert cycles(chain) == set()
    assert cycles({**chain, "c": frozenset("b")}) == {frozenset("bc")}

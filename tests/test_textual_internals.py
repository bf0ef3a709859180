"""Only `tui_chat/client/textual_compat/` touches private parts of Textual and Rich.

An upgrade of Textual then has one place to look at, and the tests of that folder say which of our
assumptions does not hold any more.
"""

import ast
import importlib
import inspect
import re
import textwrap
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
COMPAT: Final = ROOT / "tui_chat/client/textual_compat"
LIBRARIES: Final = ("textual", "rich")
OF_NAMED_TUPLES: Final = frozenset({"_replace", "_asdict", "_fields", "_make"})
"""Public, whatever they look like."""
UNSAFE: Final = frozenset({"set_reactive"})
"""Public, but what it leaves out depends on how Textual works inside."""
FILES: Final = [
    path for path in sorted((ROOT / "tui_chat").rglob("*.py")) if not path.is_relative_to(COMPAT)
]
CLIENT: Final = [path for path in FILES if path.is_relative_to(ROOT / "tui_chat/client")]


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name not in OF_NAMED_TUPLES


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "tui_chat"))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_no_other_module_imports_what_the_libraries_keep_private(path: Path) -> None:
    imported = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported += [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported += [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            imported += re.findall(r"\b(?:textual|rich)(?:\.\w+)+", node.value)
    private = [
        name
        for name in imported
        if name.split(".")[0] in LIBRARIES and any(map(is_private, name.split(".")))
    ]
    assert private == []


@pytest.mark.parametrize("path", CLIENT, ids=named)
def test_no_other_module_reaches_into_an_object_of_another_class(path: Path) -> None:
    used = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and (is_private(node.attr) or node.attr in UNSAFE)
    ]
    own = {node.attr for node in used if isinstance(node.ctx, ast.Store)}  # of a class in the file
    reached = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in used
        if node.attr not in own
        and not (isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"})
    ]
    assert reached == []


@pytest.mark.parametrize("path", CLIENT, ids=named)
def test_no_other_class_uses_or_replaces_private_names_of_its_textual_base(path: Path) -> None:
    if "textual" not in path.read_text():
        return
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    taken = [
        f"{ours.__name__}.{name}"
        for ours in classes_of(module)
        for name in sorted(private_names_of_bases(ours) & names_in(ours))
    ]
    assert taken == []


def classes_of(module: ModuleType) -> list[type]:
    found = [each for each in vars(module).values() if inspect.isclass(each)]
    return [each for each in found if each.__module__ == module.__name__]


def private_names_of_bases(ours: type) -> set[str]:
    bases = [base for base in ours.__mro__ if base.__module__.split(".")[0] in LIBRARIES]
    return {name for base in bases for name in names_in(base) if is_private(name)} | (
        set(UNSAFE) if bases else set()
    )


@cache
def names_in(of: type) -> frozenset[str]:
    """The names of methods and attributes that a class has by its source."""
    names = set(vars(of)) - {"_abc_impl"}
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(of)))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            names |= {node.attr} if node.value.id in {"self", "cls"} else set()
    # Textual's metaclasses give these to every class.
    return frozenset(names - set(_GIVEN))


_GIVEN: Final = (
    "_merged_bindings",
    "_inherit_css",
    "_inherit_bindings",
    "_inherit_component_classes",
    "_css_type_name",
    "_css_type_names",
    "_reactives",
    "_decorated_handlers",
    "_computes",
    "_abc_impl",
)


@pytest.mark.parametrize("path", sorted(COMPAT.glob("[!_]*.py")), ids=named)
def test_every_assumption_has_tests(path: Path) -> None:
    mirrored = ROOT / "tests/client/textual_compat" / f"test_{path.name}"
    assert "def test_" in mirrored.read_text()


def test_the_checks_find_what_they_look_for() -> None:
    from textual.widgets import TextArea  # noqa: PLC0415

    class Curious(TextArea):
        _ours = False

        def look(self) -> None:
            self._undo_batch([])
            self.set_reactive(Curious.read_only, self._ours)

        async def _on_key(self, _event: object) -> None:
            return

    found = private_names_of_bases(Curious) & names_in(Curious)
    assert found == {"_on_key", "_undo_batch", "set_reactive"}

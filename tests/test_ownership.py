"""A private attribute belongs to one file: no subclass elsewhere uses it."""

import ast
import importlib
import inspect
import textwrap
from pathlib import Path
from typing import Final

import pytest
from textual.app import App

ROOT: Final = Path(__file__).parents[1]
CLIENT: Final = sorted((ROOT / "tui_chat/client").rglob("*.py"))


def private_names(of: type) -> frozenset[str]:
    """The private attributes and methods that the source of a class names with `self`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(of)))
    names = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
    }
    names |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return frozenset(name for name in names if name.startswith("_") and not name.startswith("__"))


@pytest.mark.parametrize("path", CLIENT, ids=lambda path: str(path.relative_to(ROOT / "tui_chat")))
def test_no_class_shares_private_attributes_with_a_base_in_another_file(path: Path) -> None:
    if "class " not in path.read_text():
        return
    parts = path.relative_to(ROOT).with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    classes = [each for _name, each in inspect.getmembers(module, inspect.isclass)]
    shared = {
        f"{ours.__name__}.{name}"
        for ours in classes
        if ours.__module__ == module.__name__
        for base in ours.__mro__[1:]
        if base.__module__.startswith("tui_chat.") and base.__module__ != module.__name__
        # Both may replace a method of Textual's: see test_textual_internals.py.
        for name in (private_names(ours) & private_names(base)) - set(dir(App))
    }
    assert shared == set()

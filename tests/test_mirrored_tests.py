"""Every file with behaviour has its tests at the mirrored path: nobody has to search for them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]


def does_something(tree: ast.Module) -> bool:
    """Whether there is a function with a body: more than its docstring."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(
            not (isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant))
            for one in node.body
        )
        for node in ast.walk(tree)
    )


def mirrored(source: Path) -> Path:
    """Where the tests of a file of the package belong."""
    path = source.relative_to(ROOT / "tui_chat")
    return ROOT / "tests" / path.with_name(f"test_{path.name}")


def without_tests() -> Iterator[str]:
    for source in sorted((ROOT / "tui_chat").rglob("*.py")):
        name = source.relative_to(ROOT / "tui_chat").as_posix()
        if source.name == "__init__.py" or mirrored(source).exists():
            continue
        if does_something(ast.parse(source.read_text())):
            yield name


def test_every_file_with_behaviour_has_its_tests() -> None:
    missing = list(without_tests())
    assert not missing, f"write tests at the mirrored path, tests/.../test_*.py, for: {missing}"


def test_a_file_of_declarations_needs_none() -> None:
    declared = 'class A(Protocol):\n def f(self) -> int:\n  """Doc."""\nX = 1\n'
    assert not does_something(ast.parse(declared))
    assert does_something(ast.parse("def f() -> int:\n return 1\n"))

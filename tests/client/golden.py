"""Compares a screen with the picture that somebody last approved (a golden)."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def check_golden(name: str, rows: list[str]) -> None:
    """Assert that the rows equal the file; UPDATE_GOLDENS=1 writes them to the file."""
    path = FOLDER / f"{name}.txt"
    painted = "\n".join(rows) + "\n"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(painted, encoding="utf-8")
    assert painted == path.read_text(encoding="utf-8")

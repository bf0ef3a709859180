"""What a screen looked like when somebody last looked at it and found it good."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"


def check_golden(name: str, rows: list[str]) -> None:
    """The rows are those of the file; with UPDATE_GOLDENS=1 the file becomes them."""
    path = FOLDER / f"{name}.txt"
    painted = "\n".join(rows) + "\n"
    if os.environ.get("UPDATE_GOLDENS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(painted, encoding="utf-8")
    assert painted == path.read_text(encoding="utf-8")

"""SPECIFICATIONS.md lists what the server offers."""

import re
from pathlib import Path

import pytest

from tui_chat.wire.capability_enum import Capability

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LISTED = (HERE / "SPECIFICATIONS.md").read_text()


@pytest.mark.parametrize("capability", list(Capability), ids=lambda one: one.value)
def test_a_capability_that_the_server_offers_is_listed(capability: Capability) -> None:
    assert capability.value in LISTED, (
        f"Add a row for {capability.value} to tests/conformance/SPECIFICATIONS.md."
    )


def rows(table: str) -> list[str]:
    """The rows of the table that begins with these words."""
    behind = LISTED.partition(f"| {table} |")[2].partition("\n\n")[0]
    return [row for row in behind.splitlines()[2:] if row.startswith("|")]


@pytest.mark.parametrize("row", rows("specification"))
def test_each_specification_has_tests_of_its_own(row: str) -> None:
    named = re.findall(r"`(tests/[^`]+)`", row)
    assert named, "Name the file of its tests."
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_what_is_not_done_says_why() -> None:
    assert all(len(row.split(" | ")[-1]) > 10 for row in rows("draft"))
    assert len(rows("draft")) > 5

"""SECURITY.md: each promise names its tests, and the tests of each attack belong to a promise."""

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
TEXT: Final = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """What stands under a heading of the second level."""
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def files_of(text: str) -> list[str]:
    return re.findall(r"`(tests/[\w/]+\.py)`", text)


PROMISES: Final = re.findall(r"^- .*(?:\n  .*)*", section("What is promised"), re.MULTILINE)
ROWS: Final = [
    line
    for line in section("What strangers can make grow").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| what |"))
]


def test_there_are_promises_and_limits() -> None:
    assert len(PROMISES) > 20
    assert len(ROWS) > 40


@pytest.mark.parametrize("promise", PROMISES, ids=lambda text: text[4:40])
def test_a_promise_names_its_tests(promise: str) -> None:
    assert promise.startswith("- **")
    assert files_of(promise.partition("Tests:")[2])


@pytest.mark.parametrize("row", ROWS, ids=lambda text: text[2:40])
def test_a_limit_names_its_tests_or_that_there_is_none(row: str) -> None:
    _, _what, _limit, tests, _ = row.split("|")
    assert files_of(tests) or tests == " none "


@pytest.mark.parametrize("name", sorted(set(files_of(TEXT))))
def test_a_file_that_is_named_exists_and_tests_something(name: str) -> None:
    assert re.search(
        r"^(async )?def test_|^class .*TestCase|^Test\w+ = ",
        (ROOT / name).read_text("utf-8"),
        re.MULTILINE,
    )


def test_each_attack_belongs_to_a_promise() -> None:
    named = set(files_of(section("What is promised")))
    attacks = {f"tests/attacks/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    assert attacks - named == {f"tests/attacks/{Path(__file__).name}"}


def test_what_leads_to_a_part_of_the_page_leads_somewhere() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= anchors

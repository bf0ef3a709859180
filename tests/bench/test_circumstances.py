import re

from bench import circumstances


def test_the_date_is_a_day() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", circumstances.date())


def test_the_commit_is_named_with_what_was_changed_since() -> None:
    assert re.fullmatch(r"([0-9a-f]{7,}|none)[+]?", circumstances.commit())


def test_the_machine_is_described_by_its_kind_alone() -> None:
    assert re.search(r"\d+ cores, Linux", circumstances.machine())

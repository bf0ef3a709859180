"""The lock holds all that pyproject.toml asks for, with hashes, and nothing of one machine."""

import re
import tomllib
from pathlib import Path
from typing import Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
_EXTRAS: Final = PROJECT["optional-dependencies"]
_RUN: Final = [
    *PROJECT["dependencies"],
    *(one for extra in ("metrics", "keyring", "pictures") for one in _EXTRAS[extra]),
]
_DEV: Final = [each for each in _EXTRAS["dev"] if not each.startswith("tui-chat")]
ASKED: Final = {"run.txt": _RUN, "dev.txt": [*_RUN, *_DEV]}
_ENTRY: Final = re.compile(r"(?m)^([^#\s].*?)((?: \\\n +--hash=sha256:[0-9a-f]{64})*)$")


def name_of(requirement: Requirement) -> str:
    return canonicalize_name(requirement.name)


def entries(file: str) -> list[tuple[Requirement, str]]:
    """What a lock pins, and the hashes of its files."""
    text = (ROOT / "lock" / file).read_text(encoding="utf-8")
    return [(Requirement(pinned), hashes) for pinned, hashes in _ENTRY.findall(text)]


def versions(file: str) -> set[tuple[str, str]]:
    return {(name_of(each), str(each.specifier)) for each, _hashes in entries(file)}


@pytest.mark.parametrize("file", sorted(ASKED))
class TestLock:
    def test_every_version_is_exact_and_has_its_hashes(self, file: str) -> None:
        assert [str(each) for each, hashes in entries(file) if not hashes] == []
        loose = [each for each in versions(file) if not re.fullmatch(r"==[^,*]+", each[1])]
        assert loose == []

    def test_it_holds_what_pyproject_asks_for(self, file: str) -> None:
        pins = [each for each, _hashes in entries(file)]
        lacking = [
            asked
            for asked in ASKED[file]
            if not any(
                name_of(pin) == name_of(Requirement(asked))
                and str(pin.specifier)[2:] in Requirement(asked).specifier
                for pin in pins
            )
        ]
        assert lacking == [], "run: make lock"

    def test_it_names_no_host(self, file: str) -> None:
        text = (ROOT / "lock" / file).read_text(encoding="utf-8")
        assert re.findall(r"(?m)\w+://|^ *--(?!hash)\S+|^-\S+", text) == []


def test_what_runs_is_what_was_tested() -> None:
    assert versions("run.txt") <= versions("dev.txt")


def test_what_is_not_asked_for_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ASKED, "run.txt", ["rich>=9999"])
    with pytest.raises(AssertionError, match="make lock"):
        TestLock().test_it_holds_what_pyproject_asks_for("run.txt")

"""What the project says of itself: the versions it runs on, the commands to begin with."""

import re
import shlex
import tomllib
import warnings
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PROJECT: Final = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
WORKFLOW: Final = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
CI: Final = (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def classified() -> list[str]:
    found = (re.fullmatch(r"Programming Language :: Python :: (3\.\d+)", each)
             for each in PROJECT["classifiers"])  # fmt: skip
    return [each[1] for each in found if each]


def test_the_versions_of_python_are_those_that_are_tested() -> None:
    assert PROJECT["requires-python"] == f">={classified()[0]}"
    assert all(f'"{version}"' in WORKFLOW for version in classified())
    assert all(version in README for version in classified())


def test_the_workflow_runs_what_there_is() -> None:
    paths = set(re.findall(r"(?<=[ =])(?:tests|lock)/[\w/.]+", WORKFLOW))
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


def test_ci_installs_as_the_readme_says() -> None:
    (line,) = [line for line in README.splitlines() if "--require-hashes" in line]
    said = [shlex.split(part) for part in line.split("&&")]
    readers = [words[1:] for words in said if words[0].endswith("pip")]
    done = [shlex.split(line)[1:] for line in CI.splitlines() if line.startswith("pip ")]
    assert readers == [[word for word in words if word != "--quiet"] for words in done]


def test_make_has_what_the_readme_names() -> None:
    targets = set(re.findall(r"(?m)^([a-z ]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    made = {word for names in targets for word in names.split()}
    assert set(re.findall(r"`make (\w+)", README)) <= made


def test_what_python_will_take_away_is_an_error() -> None:
    with pytest.raises(DeprecationWarning):
        warnings.warn("old", DeprecationWarning, stacklevel=1)

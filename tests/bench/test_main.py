import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import __main__ as bench
from bench.__main__ import main, suites
from bench.servers import servers

WITH_CC = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
CHAT = ["--scenario", "channel-20-window-4", "--rounds", "1", "--seconds", "0.1"]


@WITH_CC
def test_one_server_is_measured_and_printed_but_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    result = CliRunner().invoke(main, ["--server", "limit", *CHAT])
    assert result.exit_code == 0
    assert "| one channel of 20, window 4, million per CPU second |" in result.output
    assert not any(tmp_path.iterdir())


@WITH_CC
def test_a_scenario_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results.json")
    monkeypatch.setattr(bench, "TABLES", tmp_path / "RESULTS.md")
    few = [one for one in servers() if one.name in {"limit", "tui-chat"}]
    monkeypatch.setattr(bench, "servers", lambda _ergo: few)
    result = CliRunner().invoke(main, CHAT)
    assert result.exit_code == 0
    assert '"scenario": "channel-20-window-4"' in (tmp_path / "results.json").read_text()


@pytest.mark.parametrize("option", ["--server", "--scenario"])
def test_a_name_that_nothing_has_is_refused(option: str) -> None:
    result = CliRunner().invoke(main, [option, "nobody"])
    assert result.exit_code == 2
    assert 'There is no "nobody"' in result.output


def test_what_there_is_can_be_listed() -> None:
    result = CliRunner().invoke(main, ["--list"])
    assert "  mesh: mesh: 200 clients" in result.output
    assert "  client-keys-busy: key to paint at 1,000 messages a second" in result.output


def test_names_of_scenarios_are_unique() -> None:
    names = [scenario.name for suite in suites() for scenario in suite.scenarios]
    assert len(names) == len(set(names))


def test_ours_is_compared_to_one_of_the_others() -> None:
    for suite in suites():
        assert suite.against in [one.name for one in suite.subjects[1:]]

import shutil

import pytest
from click.testing import CliRunner

from bench.__main__ import main


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
def test_a_part_is_measured_and_printed_as_a_table() -> None:
    options = ["--server", "limit", "--scenario", "channel-20-window-4"]
    result = CliRunner().invoke(main, [*options, "--rounds", "1", "--seconds", "0.1"])
    assert result.exit_code == 0
    assert "| one channel of 20, window 4, million per CPU second |" in result.output


def test_a_name_that_nothing_has_is_refused() -> None:
    result = CliRunner().invoke(main, ["--server", "nobody"])
    assert result.exit_code == 2
    assert "No server or no scenario" in result.output

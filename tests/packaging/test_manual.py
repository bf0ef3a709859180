"""The man page says what `--help` says, and is one."""

import shutil
import subprocess

import click
import pytest

from tests.packaging.manual import PAGE, manual
from tui_chat.cli.main import main


def test_it_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == manual(), "run: make manual"


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_in_it(name: str) -> None:
    page = manual().replace("\\-", "-")
    assert f".SS tui-chat {name} " in page
    for parameter in main.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[-1] in page


def test_nothing_in_it_is_taken_for_a_request() -> None:
    known = {".TH", ".SH", ".SS", ".PP", ".TP", ".B", '.\\"'}
    requests = {line.split()[0] for line in manual().splitlines() if line[:1] in {".", "'"}}
    assert requests == known


def test_groff_finds_nothing_wrong() -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("there is no groff")
    finished = subprocess.run(
        [groff, "-ww", "-man", "-Tutf8", "-z", str(PAGE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (finished.stderr, finished.returncode) == ("", 0)

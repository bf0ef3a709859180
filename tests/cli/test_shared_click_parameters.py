from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tui_chat.cli.shared_click_parameters import Folder, Port


@click.command()
@click.option("--port", type=Port())
@click.option("--listen", type=Port(lowest=0))
@click.option("--state", type=Folder())
def tool(port: int | None, listen: int | None, state: Path | None) -> None:
    click.echo(f"{port} {listen} {state}")


@pytest.mark.parametrize("word", ["0", "65536", "-1", "ircd", "66.7", ""])
def test_what_is_no_port_is_told_with_what_is(word: str) -> None:
    result = CliRunner().invoke(tool, ("--port", word))
    assert result.exit_code == 2
    assert f"{word} is not a valid port (1 to 65535)." in result.output


def test_a_port_may_be_left_to_the_system_where_one_listens() -> None:
    assert CliRunner().invoke(tool, ("--port", "6667", "--listen", "0")).output == "6667 0 None\n"


def test_a_folder_may_be_yet_to_be_made(tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert CliRunner().invoke(tool, ("--state", str(new))).output == f"None None {new}\n"


def test_a_folder_without_a_name_is_not_the_current_one() -> None:
    result = CliRunner().invoke(tool, ("--state", ""))
    assert result.exit_code == 2
    assert "a folder needs a name." in result.output

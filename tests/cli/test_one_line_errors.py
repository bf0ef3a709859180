import click
import pytest
from click.testing import CliRunner

from tui_chat.cli.one_line_errors import OneSentenceGroup


@click.group(cls=OneSentenceGroup)
def tool() -> None:
    """A tool."""


@tool.command()
@click.option("--port", type=int)
@click.argument("host")
def join(port: int | None, host: str) -> None:
    """Join."""
    click.echo(f"{host} {port}")


@pytest.mark.parametrize(
    "words",
    [("join", "--prot", "1", "h"), ("join",), ("jion", "h"), ("join", "--port", "x", "h")],
)
def test_a_mistake_is_told_in_one_line_and_by_the_status(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(tool, words)
    assert result.exit_code == 2
    assert result.stderr.startswith("tui-chat: ")
    assert result.stderr.count("\n") == 1
    assert result.stdout == ""


def test_a_right_line_does_what_it_says() -> None:
    result = CliRunner().invoke(tool, ("join", "--port", "1", "h"))
    assert (result.exit_code, result.output) == (0, "h 1\n")


def test_help_is_help() -> None:
    result = CliRunner().invoke(tool, ("join", "--help"))
    assert result.exit_code == 0
    assert "--port" in result.output

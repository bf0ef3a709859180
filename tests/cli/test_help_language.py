"""Help in the language of the person."""

import click
import pytest

from tui_chat.cli.help_language import speak, texts, translate
from tui_chat.client.language import language_choice


@pytest.fixture
def program() -> click.Group:
    @click.command()
    @click.option("--fast", is_flag=True, help="Do it fast.")
    @click.argument("thing")
    def one(fast: bool, thing: str) -> None:
        """Do one thing.

        Just one.
        """

    return click.Group("program", {"one": one}, help="Do things.")


def test_every_text_is_found(program: click.Group) -> None:
    assert list(texts(program)) == ["Do things.", "Do one thing.\n\nJust one.", "Do it fast."]


def test_every_text_is_translated(program: click.Group) -> None:
    translate(program, str.upper)
    assert list(texts(program)) == ["DO THINGS.", "DO ONE THING.\n\nJUST ONE.", "DO IT FAST."]


def test_the_environment_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "pt_BR.UTF-8")
    command = click.Command("x", help="Your nickname.")
    try:
        speak(command)
    finally:
        language_choice.use("en")
    assert command.help == "Seu apelido."

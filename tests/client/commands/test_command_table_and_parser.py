from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_chat.client import commands
from tui_chat.client.commands import TABLE, Invoked, Mistaken, Said, is_leaving_word
from tui_chat.client.language import language_choice
from tui_chat.client.language.i18n import _


@pytest.mark.parametrize(
    ("line", "text"),
    [("hello", "hello"), ("//join me", "/join me"), ("/ 2 = half", "/ 2 = half"), ("/", "/"),
     (" /join x", " /join x"), ("", "")],
)  # fmt: skip
def test_what_is_no_command_is_said(line: str, text: str) -> None:
    assert TABLE.parse(line) == Said(text)


@pytest.mark.parametrize(
    ("line", "name", "words"),
    [
        ("/join #tea key", "join", ["#tea", "key"]),
        ("/JOIN #tea", "join", ["#tea"]),
        ("/entrar #tea", "join", ["#tea"]),
        ("/jo #tea", "join", ["#tea"]),
        ("/msg bia  two  words", "msg", ["bia", "two  words"]),
        ("/me waves\nand leaves", "me", ["waves\nand leaves"]),
        ("/sair", "quit", []),
        ("/q bia", "query", ["bia"]),
        ("/mode +o ana", "mode", ["+o", "ana"]),
        ("/ajuda join", "help", ["join"]),
    ],
)
def test_commands_are_known_by_name_alias_and_unique_beginning(
    line: str, name: str, words: list[str]
) -> None:
    parsed = TABLE.parse(line)
    assert isinstance(parsed, Invoked)
    assert (parsed.command.name, parsed.words) == (name, words)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/jion #tea", "Did you mean /join?"),
        ("/xyzzy", "/help lists them"),
        ("/whowas", "Did you mean /whois?"),
        ("/settings", "Did you mean /set?"),
        ("/members", "Did you mean /names?"),
        ("/noo", "Unknown command /noo"),
        ("/motd", "To send it to the server, type /raw MOTD"),
        ("/Version irc.example.net", "To send it to the server, type /raw VERSION"),
        ("/cl", "/cl could be"),
        ("/query", "/query NICK [TEXT]"),
        ("/msg bia", "/msg NICK TEXT"),
    ],
)
def test_what_is_mistyped_is_explained_and_never_said(line: str, hint: str) -> None:
    parsed = TABLE.parse(line)
    assert isinstance(parsed, Mistaken)
    assert hint in parsed.text


@pytest.mark.parametrize(
    "word", ["save", "color", "create", "status", "alias", "bind", "filter", "script", "z" * 5000]
)
def test_another_word_is_not_taken_for_a_slip(word: str) -> None:
    """`/save` is no slip for `/share`, nor `/color` for `/close`."""
    parsed = TABLE.parse(f"/{word}")
    assert isinstance(parsed, Mistaken)
    assert not any(wrong in parsed.text for wrong in ("/share", "/close", "/react", "/stay"))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/msg @bia hi @caio", ["bia", "hi @caio"]),
        ("/kick @bia,@caio", ["bia,caio"]),
        ("/msg @#tea to its operators", ["@#tea", "to its operators"]),
        ("/ignore *!*@spam.example", ["*!*@spam.example"]),
        ("/dm @[x] hi", ["[x]", "hi"]),
        ("/inv @bia #tea", ["bia", "#tea"]),
    ],
)
def test_people_may_be_written_as_they_are_mentioned(line: str, words: list[str]) -> None:
    parsed = TABLE.parse(line)
    assert isinstance(parsed, Invoked)
    assert parsed.words == words


@pytest.fixture
def portuguese() -> Iterator[None]:
    language_choice.use("pt_BR")
    yield
    language_choice.use("en")


def test_hints_name_commands_in_the_language_of_the_person() -> None:
    parsed = TABLE.parse("/bogus")
    assert isinstance(parsed, Mistaken)
    assert "buscar" not in parsed.text
    parsed = TABLE.parse("/conevctar")
    assert isinstance(parsed, Mistaken)
    assert "Did you mean /connect?" in parsed.text


@pytest.mark.usefixtures("portuguese")
@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/entrra", "/entrar?"),
        ("/fechra #tea", "/fechar?"),
        ("/regster", "/registrar?"),
        ("/search", "/buscar PALAVRAS"),
        ("/des", "/designorar /"),
        ("/xyzzy", "/ajuda"),
        ("/motd", "/raw MOTD"),
    ],
)
def test_hints_in_portuguese_name_commands_in_portuguese(line: str, hint: str) -> None:
    parsed = TABLE.parse(line)
    assert isinstance(parsed, Mistaken)
    assert hint in parsed.text


@pytest.mark.usefixtures("portuguese")
def test_every_translated_name_is_one_that_works() -> None:
    join = TABLE.find("join")
    assert join is not None
    assert join.help.startswith("/entrar [CANAL")
    assert "/join" in join.help
    for command in TABLE:
        name = f"/{command.name}"
        assert TABLE.find(_(name)) is command


def test_every_command_explains_itself_and_no_name_is_given_twice() -> None:
    names = [name for command in TABLE for name in (command.name, *command.aliases)]
    assert len(names) == len(set(names))
    assert all(command.purpose and command.do.__doc__ for command in TABLE)
    wanted = (
        "join part msg query me nick away back topic names whois list invite kick mode op deop "
        "voice clear close reconnect help quit raw ban unban devoice ignore unignore mute notify "
        "unmute theme highlight unhighlight read search reply react edit delete connect "
        "register verify login oper say notice kickban invitation share unshare people set "
        "private buffer upload stay describe keys invite-link shrug nickserv chanserv disconnect"
    )
    assert {command.name for command in TABLE} == set(wanted.split())


@pytest.mark.parametrize("word", ["sair", " Quit ", "exit", "salir", ":q", ":wq"])
def test_words_for_leaving_other_programs_are_known(word: str) -> None:
    assert is_leaving_word(word)


@pytest.mark.parametrize("text", ["quit it", "sair?", "", "q"])
def test_other_words_are_text(text: str) -> None:
    assert not is_leaving_word(text)


def test_every_module_that_fills_it_is_there() -> None:
    folder = Path(commands.__file__).parent
    filling = {
        file.stem for file in folder.glob("*.py") if "\n@command(" in file.read_text("utf-8")
    }
    assert filling == {command.do.__module__.rpartition(".")[2] for command in TABLE}

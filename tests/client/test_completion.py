import pytest

from tests.client.session.talk import Talk
from tui_chat.client.commands import Command, CommandContext
from tui_chat.client.completion import Completion, Cycle, complete


@pytest.fixture
def talk() -> Talk:
    talk = Talk.entered()
    talk.joins("#tea", "@bia", "Bruno", "bento", "caio")
    talk.joins("#tools")
    return talk


def completed(talk: Talk, text: str, cursor: int | None = None) -> Completion:
    place = len(text) if cursor is None else cursor
    return complete(text, place, talk.session, talk.buffer("#tea"))


def test_a_nick_that_begins_the_line_is_called(talk: Talk) -> None:
    assert completed(talk, "b") == Completion(0, 1, ("bia", "bento", "Bruno"), ": ")


def test_an_at_sign_that_was_typed_stays(talk: Talk) -> None:
    assert completed(talk, "hi @CA") == Completion(3, 6, ("@caio",), " ")
    assert completed(talk, "@CA") == Completion(0, 3, ("@caio",), " ")
    assert completed(talk, "/me greets @ca").candidates == ("@caio",)


def test_a_command_that_wants_a_nickname_gets_it_without_an_at_sign(talk: Talk) -> None:
    assert completed(talk, "/kick @ca").candidates == ("caio",)
    assert completed(talk, "/msg @ca").candidates == ("caio",)


def test_everybody_in_a_channel_is_called_and_comes_last(talk: Talk) -> None:
    assert completed(talk, "@h") == Completion(0, 2, ("@here",), " ")
    everybody = ("@bia", "@bento", "@Bruno", "@caio", "@here")
    assert completed(talk, "lunch? @").candidates == everybody
    assert completed(talk, "her").candidates == ()
    talk.hears(":bia!b@h PRIVMSG ana :hi")
    private = complete("@", 1, talk.session, talk.buffer("bia"))
    assert private.candidates == ("@bia",)


def test_who_spoke_last_comes_first(talk: Talk) -> None:
    talk.hears(":Bruno!b@h PRIVMSG #tea :a", ":bento!b@h PRIVMSG #tea :b")
    assert completed(talk, "b").candidates == ("bento", "Bruno", "bia")


def test_we_do_not_complete_ourselves_or_nothing(talk: Talk) -> None:
    assert completed(talk, "an").candidates == ()
    assert completed(talk, "").candidates == ()


def test_we_come_last_where_our_name_may_be_said(talk: Talk) -> None:
    talk.hears(":anabot!b@h PRIVMSG ana :hi", ":Anna!b@h JOIN #tea")
    assert complete("info an", 7, talk.session, talk.buffer("anabot")).candidates == (
        "anabot",
        "ana",
    )
    assert completed(talk, "/whois an").candidates == ("Anna", "ana")
    assert completed(talk, "/me helps an").candidates == ("Anna",)


@pytest.mark.parametrize("before", ["(", "[", '"', "\u201c", "*"])
def test_what_stands_before_a_name_does_not_belong_to_it(talk: Talk, before: str) -> None:
    assert completed(talk, f"{before}ca") == Completion(1, 3, ("caio",), " ")
    assert completed(talk, f"(see {before}@ca").candidates == ("@caio",)
    talk.hears(":[bot]!b@h JOIN #tea", ":bot!b@h JOIN #tea")
    assert completed(talk, "[bo") == Completion(0, 3, ("[bot]",), ": ")


def test_only_commands_that_are_offered_are_completed(talk: Talk) -> None:
    def offered(command: Command[CommandContext]) -> bool:
        return command.name != "invite-link"

    buffer = talk.buffer("#tea")
    for typed in ("/inv", "/help inv"):
        found = complete(typed, len(typed), talk.session, buffer, offered=offered).candidates
        assert {name.removeprefix("/") for name in found} == {"invitation", "invite"}
    taken = Cycle().turn("/invite-", 8, talk.session, buffer, offered=offered)
    assert taken == ("/invite-", 8)


def test_channels_and_commands(talk: Talk) -> None:
    assert completed(talk, "see #t").candidates == ("#tea", "#tools")
    assert completed(talk, "/jo").candidates == ("/join",)
    assert completed(talk, "/ent").candidates == ("/entrar",)
    assert completed(talk, "/help wh").candidates == ("whois",)


def test_the_words_of_a_command_are_what_the_table_says(talk: Talk) -> None:
    assert completed(talk, "/join #to").candidates == ("#tools",)
    assert completed(talk, "/kick c").candidates == ("caio",)
    assert completed(talk, "/invite caio #te").candidates == ("#tea",)
    assert completed(talk, "/nick b").candidates == ()
    assert completed(talk, "/me greets ca").candidates == ("caio",)


def test_tab_after_tab_goes_round_and_back(talk: Talk) -> None:
    cycle, session, buffer = Cycle(), talk.session, talk.buffer("#tea")
    first = cycle.turn("b is here", 1, session, buffer)
    assert first == ("bia: is here", 4)
    second = cycle.turn(*first, session, buffer)
    assert second == ("bento: is here", 6)
    third = cycle.turn(*second, session, buffer)
    assert cycle.turn(*third, session, buffer) == first
    assert cycle.turn(*first, session, buffer, backwards=True) == third


def test_shift_tab_begins_at_the_end(talk: Talk) -> None:
    cycle = Cycle()
    assert cycle.turn("b", 1, talk.session, talk.buffer("#tea"), backwards=True) == ("Bruno: ", 7)


def test_what_fits_nothing_stays(talk: Talk) -> None:
    cycle = Cycle()
    assert cycle.turn("zzz", 3, talk.session, talk.buffer("#tea")) == ("zzz", 3)


def test_typing_on_starts_afresh(talk: Talk) -> None:
    cycle, session, buffer = Cycle(), talk.session, talk.buffer("#tea")
    cycle.turn("b", 1, session, buffer)
    assert cycle.turn("bia: ca", 7, session, buffer) == ("bia: caio ", 10)


def test_words_that_call_are_completed_where_one_is_taken_away(talk: Talk) -> None:
    talk.session.highlight("deploy")
    assert completed(talk, "/unhighlight de").candidates == ("deploy",)

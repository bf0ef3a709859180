"""What some servers do otherwise than most, and what other clients stumbled over."""

import pytest

from tests.client.commands.noted_context import NotedContext
from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.events import TextReturned
from tui_chat.client.session.messages.mentions import calls

LABELS = "echo-message message-tags labeled-response batch"


def states(talk: Talk, name: str) -> list[tuple[str, LineState]]:
    return [(line.text, line.state) for line in talk.buffer(name).lines if line.own]


def label(talk: Talk) -> str:
    """That of the last command."""
    return talk.sent()[-1].split(";")[0].split()[0].removeprefix("@label=")


def test_a_person_among_the_channels_to_be_in_is_given_up() -> None:
    talk = Talk(channels=("bob",))
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No MOTD")
    talk.session.say(talk.buffer(""), "hello", talk.at)
    talk.hears(":irc 403 ana bob :No such channel", ":irc PONG irc tui-chat-1")
    assert talk.session.channels == []
    assert [event.text for event in talk.happened() if isinstance(event, TextReturned)] == ["hello"]
    talk.hears(":bob!b@host PRIVMSG ana :what's up?")
    assert talk.shows("bob") == ["<bob> what's up?"]


@pytest.mark.parametrize("words", ["irc tui-chat-1", "tui-chat-1 irc", "tui-chat-1"])
def test_a_sign_of_life_is_one_wherever_its_token_stands(words: str) -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", f":irc PONG {words}")
    assert talk.session.ping(talk.at, patience=0.0)  # not under way any more
    assert talk.sent()[-1] == "PING tui-chat-2"


def test_lists_of_channels_are_heeded_as_if_told_one_by_one(tea: Talk) -> None:
    tea.joins("#cake", "bia")
    tea.hears(":bia!b@host PART #tea,#cake :bye")
    assert tea.members("#tea") == tea.members("#cake") == ["ana"]
    tea.hears(":bia!b@host JOIN #tea,#cake")
    assert tea.members("#tea") == tea.members("#cake") == ["ana", "bia"]
    tea.hears(":ana!ana@host JOIN #a,#b", ":ana!ana@host PART #tea,#cake")
    assert tea.session.channels == [("#a", ""), ("#b", "")]


@pytest.mark.parametrize("offer", ["", "echo-message", LABELS])
def test_what_we_say_to_ourselves_stands_there_once(offer: str) -> None:
    talk = Talk.entered(offer)
    page = talk.session.talk_to("ana")
    for text in ("hi", "hi again"):
        talk.session.say(page, text, talk.at)
        told = f":ana!ana@host PRIVMSG ana :{text}"
        if offer:
            tags = f"label={label(talk)};msgid={len(text)}" if offer is LABELS else "msgid="
            talk.hears(f"@{tags} {told}")
        talk.hears(f"@msgid={len(text)} {told}" if offer is LABELS else told)
    assert states(talk, "ana") == [("hi", LineState.SENT), ("hi again", LineState.SENT)]


def test_what_a_server_takes_and_does_not_show_is_in_doubt() -> None:
    talk = Talk.entered(LABELS)
    talk.joins("#tea", "bia")
    talk.session.say(talk.buffer("#tea"), "buy now", talk.at)
    talk.hears(f"@label={label(talk)} :irc ACK")
    assert states(talk, "#tea") == [("buy now", LineState.DOUBTFUL)]


def test_where_nothing_is_shown_back_that_a_server_takes_it_is_enough() -> None:
    talk = Talk.entered("message-tags labeled-response batch")
    talk.joins("#tea", "bia")
    talk.session.say(talk.buffer("#tea"), "hello", talk.at)
    talk.hears(f"@label={label(talk)} :irc ACK")
    assert states(talk, "#tea") == [("hello", LineState.SENT)]


@pytest.mark.parametrize("line", ["PRIVMSG $$* :maintenance", "NOTICE $*.example :maintenance"])
def test_what_is_said_to_everybody_opens_no_conversation(tea: Talk, line: str) -> None:
    tea.hears(f":boss!o@host {line}")
    assert tea.shows("") == ["<boss> maintenance"]
    assert tea.session.find("boss") is None


@pytest.mark.parametrize("text", ["你好ana在吗", "ana，你好", "ana는 왔어?", "anaさん", "ครับana"])
def test_letters_of_scripts_without_spaces_do_not_belong_to_a_name(text: str) -> None:
    assert calls(text, "ana")


@pytest.mark.parametrize(("text", "nick"), [("小明你好", "小明"), ("éana", "é"), ("жana", "ж")])
def test_names_of_other_scripts(text: str, nick: str) -> None:
    assert calls(text, nick) is (nick == "小明")


def test_what_was_under_way_when_we_were_removed_is_not_waited_for() -> None:
    talk = Talk.entered("echo-message")
    talk.joins("#tea", "@bia")
    talk.session.say(talk.buffer("#tea"), "hello", talk.at)
    talk.hears(":bia!b@host KICK #tea ana :out")
    assert states(talk, "#tea") == [("hello", LineState.FAILED)]
    assert talk.session.unsent == []


@pytest.mark.parametrize("offer", ["echo-message", LABELS])
def test_what_is_said_to_services_is_shown_back_under_their_short_name(offer: str) -> None:
    talk = Talk.entered(offer)
    page = talk.session.talk_to("NickServ@services.example")
    talk.session.say(page, "help", talk.at)
    tags = f"@label={label(talk)} " if offer is LABELS else ""
    talk.hears(f"{tags}:ana!ana@host PRIVMSG NickServ :help")
    assert states(talk, page.name) == [("help", LineState.SENT)]
    assert talk.session.find("NickServ") is None


def test_ranks_that_a_server_does_not_announce_are_no_part_of_a_name(tea: Talk) -> None:
    tea.hears(":irc 353 ana = #tea :~dona !adm &prot %half @+op ana @", ":irc 366 ana #tea :End")
    nicks = sorted(member.nick for member in tea.buffer("#tea").members.values())
    assert nicks == ["adm", "ana", "dona", "half", "op", "prot"]


def test_of_two_channels_that_become_one_the_page_stays_that_we_are_in() -> None:
    talk = Talk.entered(isupport="CASEMAPPING=ascii")
    talk.joins("#{a}")
    talk.hears(":ana!ana@host PART #{a}")
    talk.joins("#[a]")
    talk.hears(":irc 005 ana CASEMAPPING=rfc1459 :are supported", ":bia!b@host PRIVMSG #{A} :hi")
    assert talk.shows("#[a]") == ["<bia> hi"]
    assert talk.buffer("#[a]").joined


def test_modes_of_a_person_go_to_that_person(tea: Talk) -> None:
    desk = NotedContext(tea, "#tea")
    assert desk.types("/mode ana +i") == ["MODE ana +i"]
    assert desk.types("/mode +o bia") == ["MODE #tea +o bia"]
    assert desk.types("/mode b") == ["MODE #tea +b"]


def test_of_capabilities_that_are_refused_together_each_is_asked_for_alone() -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    assert talk.answers(":irc CAP * LS :batch echo-message") == ["CAP REQ :batch echo-message"]
    talk.hears(":irc CAP * NAK :batch echo-message")
    assert talk.sent() == ["CAP REQ batch", "CAP REQ echo-message"]
    assert talk.answers(":irc CAP * NAK :batch") == []
    assert talk.answers(":irc CAP * ACK :echo-message") == ["CAP END"]
    assert talk.session.capabilities == {"echo-message"}


@pytest.mark.parametrize("words", ["+v :ana ", ":+v ana", "+v ana "])
def test_modes_are_read_however_they_are_spaced(tea: Talk, words: str) -> None:
    tea.hears(f":bia!b@host MODE #tea {words}", ":irc 324 ana #tea :+ntl 20")
    assert tea.members("#tea") == ["+ana", "@bia"]
    assert tea.shows("#tea") == ["bia gave you voice"]
    assert tea.buffer("#tea").modes == "lnt"


@pytest.mark.parametrize("line", ["ACCOUNT ana", "MODE ana +r", "MODE ana :+ir"])
def test_that_services_know_us_is_heard_however_it_is_told(tea: Talk, line: str) -> None:
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.connects("account-notify")
    tea.hears(":irc 001 ana :Welcome", ":irc 422 ana :No MOTD", ":irc 477 ana #tea :no")
    tea.sent()
    assert tea.answers(f":ana!ana@host {line}") == ["JOIN #tea"]
    assert tea.session.account == ("ana" if line.startswith("ACCOUNT") else "")


def test_names_may_come_without_a_symbol(tea: Talk) -> None:
    tea.hears(":irc 353 ana #tea :ana @bia +caio", ":irc 366 ana #tea :End")
    assert tea.members("#tea") == ["+caio", "@bia", "ana"]


def test_what_a_server_says_of_a_channel_that_is_not_open_is_shown(tea: Talk) -> None:
    tea.hears(":irc NOTICE #full :Not for you", ":bia!b@host PRIVMSG #closed :still there?")
    assert tea.shows("") == ["<irc> Not for you"]


def test_a_server_that_speaks_as_a_person_would_has_no_page(tea: Talk) -> None:
    tea.hears(":irc.example PRIVMSG ana :Welcome")
    assert tea.shows("") == ["<irc.example> Welcome"]
    assert tea.session.find("irc.example") is None


@pytest.mark.parametrize(
    ("token", "most"), [("TARGMAX=PRIVMSG:4,JOIN:7", 7), ("TARGMAX=JOIN:", 20), ("NETWORK=X", 20)]
)
def test_no_more_channels_are_asked_for_at_once_than_a_server_takes(token: str, most: int) -> None:
    talk = Talk(channels=tuple(f"#c{number}" for number in range(30)))
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {token} :ok", ":irc 422 ana :No MOTD")
    joins = [line for line in talk.sent() if line.startswith("JOIN")]
    assert max(line.count(",") + 1 for line in joins) == most
    assert sum(line.count(",") + 1 for line in joins) == 30


@pytest.mark.parametrize("numeric", ["401", "404"])
def test_a_refusal_where_nothing_is_shown_back_is_of_the_only_message_under_way(
    talk: Talk, numeric: str
) -> None:
    page = talk.session.talk_to("bob")
    talk.session.say(page, "hello", talk.at)
    talk.hears(f":irc {numeric} ana bob :no")
    assert states(talk, "bob") == [("hello", LineState.FAILED)]
    for text in ("one", "two"):
        talk.session.say(page, text, talk.at)
    talk.hears(f":irc {numeric} ana bob :no")  # of which one, nobody knows
    assert states(talk, "bob")[1:] == [("one", LineState.SENT), ("two", LineState.SENT)]


def test_a_server_that_takes_us_for_present_at_the_door_is_told_that_we_are_away(tea: Talk) -> None:
    tea.session.set_away("lunch")
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.connects()
    tea.hears(":irc 001 ana :Welcome", ":irc 305 ana :You are back", ":irc 422 ana :No MOTD")
    assert "AWAY lunch" in tea.sent()


@pytest.mark.parametrize("token", ["CHANTYPES", "PREFIX", "CHANMODES"])
def test_a_feature_without_a_value_takes_nothing_away(tea: Talk, token: str) -> None:
    tea.hears(f":irc 005 ana {token} :ok", ":bia!b@host MODE #tea +kv sencha ana",
              ":bia!b@host PRIVMSG #tea :hi")  # fmt: skip
    assert tea.members("#tea") == ["+ana", "@bia"]
    assert tea.session.channels == [("#tea", "sencha")]
    assert tea.shows("#tea")[-1] == "<bia> hi"


@pytest.mark.parametrize(
    "line",
    [
        "477 ana #tea :Channel doesn't support modes",  # ngIRCd and IRCnet, of +tea
        "263 ana WHO :This command could not be completed because it is rate-limited",
        "416 ana WHO :Too many lines in the output, restrict your query",
        "421 ana WHO :Unknown command",
    ],
)
def test_nobody_hears_that_what_the_client_asks_by_itself_failed(tea: Talk, line: str) -> None:
    tea.hears(f":irc {line}")
    assert tea.refused() == []
    assert tea.shows("#tea") == tea.shows("") == []


def test_who_asks_for_the_modes_of_a_channel_without_modes_is_told(tea: Talk) -> None:
    tea.session.set_modes("#tea")
    for _again in range(2):
        tea.hears(":irc 477 ana #tea :Channel doesn't support modes")
    assert tea.refused() == ["#tea has no modes."]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "437 ana #tea :Cannot change nickname while banned on channel",  # Undernet
            "You can't change your nickname while you are banned or muted in #tea.",
        ),
        ("484 ana X #tea :Cannot kick or deop a service", "Cannot kick or deop a service"),
        ("484 ana #tea :Can't kick X", "Can't kick X"),
        (
            "484 ana :Your connection is restricted!",
            "You can't change your nickname: your connection is restricted.",
        ),
    ],
)
def test_numbers_that_mean_something_else_on_other_servers(tea: Talk, line: str, told: str) -> None:
    tea.hears(f":irc {line}")
    assert tea.refused() == [told]
    assert tea.session.channels == [("#tea", "")]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("439 ana bia :Target change too fast", "bia: Target change too fast"),
        (
            "477 ana bia :You must be logged in to speak to this user (+R)",
            "bia only accepts messages from people who are logged in. /login",
        ),
        (
            "486 ana bia :You must log in with services to message this user",
            "bia only accepts messages from people who are logged in. /login",
        ),
        ("716 ana bia :is in +g mode", "bia only accepts messages from people they allow."),
    ],
)
def test_a_message_that_a_server_does_not_pass_on_is_refused(
    tea: Talk, line: str, told: str
) -> None:
    page = tea.session.talk_to("bia")
    tea.session.say(page, "hi", tea.at)
    tea.hears(f":irc {line}")
    assert states(tea, "bia") == [("hi", LineState.FAILED)]
    assert tea.refused() == [told]


@pytest.mark.parametrize("numeric", ["439", "495"])
def test_a_channel_that_lets_us_in_later_is_asked_again_next_time(numeric: str) -> None:
    talk = Talk(channels=("#tea",))
    talk.enters()
    talk.hears(f":irc {numeric} ana #tea :Please wait 17 seconds")
    assert talk.session.channels == [("#tea", "")]
    assert talk.answers(":irc 900 ana ana!a@h ana :You are now logged in as ana")[-1] == "JOIN #tea"


def test_a_server_without_modes_is_not_an_error_until_somebody_sets_one(tea: Talk) -> None:
    for _answer in range(2):  # to the client's own question, and to /op
        tea.hears(":irc 421 ana MODE :Unknown command")
    assert tea.refused() == ["This server does not know the command MODE."]

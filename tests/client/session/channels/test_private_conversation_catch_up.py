import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, moment, page, said, with_history
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.events import Refused

ISUPPORT = "CHATHISTORY=100 MONITOR=100"


def targets(*found: str) -> list[str]:
    told = [f"@batch=t :irc CHATHISTORY TARGETS {each}" for each in found]
    return [":irc BATCH +t draft/chathistory-targets", *told, ":irc BATCH -t"]


def test_conversations_of_the_last_days_are_looked_for() -> None:
    talk = Talk()
    talk.connects(HISTORY)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {ISUPPORT} :are supported",
               ":irc 422 ana :No message of the day")  # fmt: skip
    days = 14 * 86_400
    assert (
        f"CHATHISTORY TARGETS timestamp={moment(86_400)} timestamp={moment(-days - 0.001)} 30"
        in talk.sent()
    )


def test_a_conversation_that_the_server_remembers_is_opened_and_caught_up() -> None:
    talk = with_history(ISUPPORT)
    talk.hears(*targets(f"bia {moment(-5)}", f"#tea {moment(-4)}"))
    assert talk.session.find("#tea") is None
    assert "CHATHISTORY LATEST bia * 100" in talk.sent()
    talk.hears(*page("bia", [said(-6, "ana", "hello", "bia"), said(-5, "bia", "hi", "ana")]))
    assert talk.shows("bia") == ["<ana> hello", "<bia> hi"]
    assert talk.buffer("bia").unread == 0


def test_a_conversation_whose_name_fits_no_line_is_not_opened() -> None:
    talk = with_history(ISUPPORT)
    name = "b" * 300
    talk.hears(*targets(f"{name} {moment(-5)}"), f":{name}!b@host PRIVMSG ana :hello")
    assert talk.sent() == []
    assert talk.session.find(name) is None
    assert talk.shows("")[-1:] == [f"<{name}> hello"]


def test_on_return_only_those_are_asked_about_who_said_something() -> None:
    talk = with_history(ISUPPORT)
    talk.hears(live(said(1, "bia", "one", "ana")), live(said(2, "caio", "x", "ana")))
    talk.hears(*page("bia", []), *page("caio", []))
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects(HISTORY)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {ISUPPORT} :are supported",
               ":irc 422 ana :No message of the day")  # fmt: skip
    [asked] = [line for line in talk.sent() if line.startswith("CHATHISTORY")]
    assert asked.endswith(f" timestamp={moment(1.999)} 30")
    [asked] = talk.answers(*targets(f"bia {moment(1)}", f"caio {moment(7)}"))
    assert asked == f"CHATHISTORY AFTER caio timestamp={moment(1.999)} 100"


def test_what_somebody_writes_first_comes_with_what_was_said_before() -> None:
    talk = with_history(ISUPPORT)
    assert "CHATHISTORY LATEST bia * 100" in talk.answers(live(said(5, "bia", "psst", "ana")))
    talk.hears(*page("bia", [said(1, "ana", "long ago", "bia"), said(5, "bia", "psst", "ana")]))
    assert talk.shows("bia") == ["<ana> long ago", "<bia> psst"]
    assert talk.buffer("bia").unread == 1


def test_a_conversation_of_which_nothing_is_known_is_caught_up_once_we_are_in() -> None:
    talk = Talk()
    talk.session.talk_to("bia")
    talk.connects(HISTORY)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {ISUPPORT} :are supported",
               ":irc 422 ana :No message of the day")  # fmt: skip
    assert "CHATHISTORY LATEST bia * 100" in talk.sent()


def test_a_conversation_that_was_read_and_closed_stays_closed_until_more_is_said() -> None:
    talk = with_history(ISUPPORT)
    talk.hears(live(said(1, "bia", "one", "ana")))
    bia = talk.buffer("bia")
    bia.read_elsewhere(talk.at + 1)
    talk.session.close(bia)
    talk.sent()
    talk.hears(*targets(f"bia {moment(1)}"))
    assert (talk.session.find("bia"), talk.sent()) == (None, [])
    talk.hears(*targets(f"bia {moment(2)}"))
    assert talk.session.find("bia") is not None


def comes_back_to(isupport: str) -> Talk:
    talk = Talk()
    talk.connects(HISTORY)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {isupport} :are supported",
               ":irc 422 ana :No message of the day")  # fmt: skip
    talk.sent()
    return talk


def test_behind_many_channels_conversations_are_found_too() -> None:
    talk = comes_back_to(ISUPPORT)
    [asked] = talk.answers(*targets(*(f"#c{n} {moment(-n)}" for n in range(30))))
    days = 14 * 86_400
    since = moment(-days - 0.001)
    assert asked == f"CHATHISTORY TARGETS timestamp={moment(-28.999)} timestamp={since} 30"
    talk.hears(*targets(f"#c29 {moment(-29)}", f"bia {moment(-30)}"))
    assert talk.sent() == ["CHATHISTORY LATEST bia * 100", "MONITOR + bia"]


def test_a_server_may_have_shorter_pages() -> None:
    talk = comes_back_to("CHATHISTORY=2")
    assert len(talk.answers(*targets(f"#a {moment(-1)}", f"#b {moment(-2)}"))) == 1
    assert talk.answers(*targets(f"#c {moment(-3)}")) == []


def test_pages_that_do_not_go_on_are_not_asked_for_without_end() -> None:
    talk = comes_back_to("CHATHISTORY=2")
    page = targets(f"#a {moment(-1)}", f"#b {moment(-1)}")
    assert [len(talk.answers(*page)) for _ in range(3)] == [1, 0, 0]
    talk = comes_back_to("CHATHISTORY=2")
    asked = [
        len(talk.answers(*targets(f"#a {moment(-n)}", f"#b {moment(-n)}"))) for n in range(1, 20)
    ]
    assert sum(asked) == 9


def test_no_more_than_thirty_conversations_are_opened() -> None:
    talk = comes_back_to(ISUPPORT)
    for start in (0, 30):
        names = [f"#c{start}", *(f"p{n}" for n in range(start, start + 29))]
        talk.hears(*targets(*(f"{name} {moment(-start - 1)}" for name in names)))
    people = [buffer for buffer in talk.session.buffers if buffer.name.startswith("p")]
    assert len(people) == 30
    assert len([line for line in talk.sent() if line.startswith("CHATHISTORY TARGETS")]) == 1


@pytest.mark.parametrize("offer", ["", "echo-message labeled-response batch"])
def test_a_message_to_nobody_leaves_no_conversation_behind(offer: str) -> None:
    talk = Talk.entered(offer)
    for text in ("HELP", "INFO"):
        talk.session.say_to("NickServ", text, talk.at)
    labels = [f"@{message.split()[0][1:]} " if offer else "" for message in talk.sent()]
    for label in labels:
        talk.hears(f"{label}:irc 401 ana NickServ :No such nick/channel")
        if label == labels[0] and offer:  # another message is under way
            assert talk.session.find("NickServ") is not None
    assert talk.session.find("NickServ") is None
    said = "There is nobody called NickServ here."
    assert talk.happened()[-1] == Refused(talk.buffer(""), said, kept=False)


def test_a_message_that_is_refused_stays_where_there_is_more(talk: Talk) -> None:
    caio = talk.session.talk_to("caio")  # opened by the person
    bia = talk.session.say_to("bia", "hi", talk.at)
    talk.hears(":bia!b@h PRIVMSG ana :hello")
    dani = talk.session.say_to("dani", "hi", talk.at)
    talk.session.foreground = dani  # looked at
    for name in ("caio", "bia", "dani"):
        talk.session.say_to(name, "there?", talk.at)
        talk.hears(f":irc 401 ana {name} :No such nick/channel")
    assert talk.session.buffers.of_kind(BufferKind.PERSON) == [caio, bia, dani]

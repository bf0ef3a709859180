import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.line import LineKind, LineState
from tui_chat.client.events import LineChanged, MessageReceived, Refused, TextReturned
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN
from tui_chat.wire.text.formatting import Span, TextStyle

ECHO = "batch echo-message labeled-response message-tags server-time"


def test_a_message_stands_in_its_channel(tea: Talk) -> None:
    tea.hears(
        "@time=2027-01-15T08:00:00.500Z;msgid=m1 :bia!b@host PRIVMSG #tea :good \x02morning\x02!"
    )
    buffer = tea.buffer("#tea")
    [event] = tea.happened()
    assert event == MessageReceived(buffer, buffer.lines[0])
    line = buffer.lines[0]
    assert (line.sender, line.text, line.msgid) == ("bia", "good morning!", "m1")
    assert line.at == NOON + 0.5
    assert line.spans == (Span(5, 12, TextStyle(bold=True)),)
    assert (buffer.unread, buffer.mentions) == (1, 0)


def test_a_message_that_names_us_is_a_mention(tea: Talk) -> None:
    tea.hears(":bia!b@host PRIVMSG #tea :Ana: look", ":bia!b@host PRIVMSG #tea :bananas")
    assert [line.mention for line in tea.buffer("#tea").lines] == [True, False]
    assert tea.buffer("#tea").mentions == 1


def test_a_private_message_opens_a_page_and_calls_us(talk: Talk) -> None:
    talk.hears(":bia!b@host PRIVMSG ana :psst")
    buffer = talk.buffer("bia")
    assert buffer.kind is BufferKind.PERSON
    assert buffer.lines[0].mention
    assert talk.shows("bia") == ["<bia> psst"]


def test_an_action_is_told_as_one(tea: Talk) -> None:
    tea.hears(":bia!b@host PRIVMSG #tea :\x01ACTION waves\x01")
    line = tea.buffer("#tea").lines[0]
    assert (line.kind, line.text) == (LineKind.ACTION, "waves")


def test_a_notice_of_a_service_stands_where_we_look(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(":NickServ!s@services NOTICE ana :Log in, please")
    assert tea.shows("#tea") == ["<NickServ> Log in, please"]


def test_a_notice_of_the_server_stands_in_its_page(talk: Talk) -> None:
    talk.hears(":irc.example NOTICE * :Looking up your host", "NOTICE AUTH :Checking")
    assert talk.shows("") == ["Looking up your host", "Checking"]


def test_a_server_without_its_network_says_so_where_one_looks(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    cut_off = []
    for text in (f"{CUT_OFF}: wait.", REACHES_AGAIN, f"{CUT_OFF}: wait."):
        tea.hears(f":irc NOTICE * :{text}")
        cut_off.append(tea.session.cut_off)
    told = "The server cannot reach the others of its network: messages wait."
    over = "The server reaches the others of its network again."
    assert tea.shows("#tea") == [told, over, told]
    tea.session.disconnected("Lost.", NOON, retry_in=1.0)
    assert [*cut_off, tea.session.cut_off] == [True, False, True, False]


def test_a_message_to_a_channels_operators_stands_in_the_channel(talk: Talk) -> None:
    talk.hears(":irc 005 ana STATUSMSG=@+ :are supported")
    talk.joins("#tea", "bia")
    talk.hears(":bia!b@host PRIVMSG @#tea :ops only")
    assert talk.shows("#tea") == ["<bia> ops only"]


def test_what_we_say_stands_there_at_once_where_the_server_does_not_echo(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "hello there", tea.at)
    assert tea.sent() == ["PRIVMSG #tea :hello there"]
    line = tea.buffer("#tea").lines[0]
    assert (line.sender, line.own, line.state) == ("ana", True, LineState.SENT)
    assert tea.buffer("#tea").unread == 0


def test_what_we_say_is_pending_until_the_echo_with_its_label() -> None:
    talk = Talk()
    talk.enters(ECHO)
    talk.joins("#tea", "bia")
    buffer = talk.buffer("#tea")
    talk.session.say(buffer, "hello", talk.at)
    [sent] = talk.sent()
    label = sent.partition(" ")[0]
    assert sent == f"{label} PRIVMSG #tea hello"
    assert buffer.lines[0].state is LineState.PENDING
    talk.happened()
    talk.hears(f"{label};msgid=m1;time=2027-01-15T08:00:01.000Z :ana!ana@host PRIVMSG #tea :hello")
    line = buffer.lines[0]
    assert (line.state, line.msgid, line.at) == (LineState.SENT, "m1", NOON + 1)
    assert talk.happened() == [LineChanged(buffer, line)]
    assert len(buffer.lines) == 1


def test_an_echo_without_labels_is_known_by_place_and_text() -> None:
    talk = Talk()
    talk.enters("echo-message")
    talk.joins("#tea", "bia")
    talk.session.say(talk.buffer("#tea"), "same", talk.at)
    talk.session.say(talk.buffer("#tea"), "same", talk.at)
    talk.hears(":ana!ana@host PRIVMSG #tea :same")
    states = [line.state for line in talk.buffer("#tea").lines]
    assert states == [LineState.SENT, LineState.PENDING]


def test_what_another_client_of_ours_says_is_our_own_and_no_mention() -> None:
    talk = Talk()
    talk.enters(ECHO)
    talk.hears(":ana!ana@host PRIVMSG bia :from my phone, ana")
    line = talk.buffer("bia").lines[0]
    assert (line.own, line.mention, talk.buffer("bia").unread) == (True, False, 0)


def test_a_refused_message_is_marked_as_failed_and_told() -> None:
    talk = Talk()
    talk.enters(ECHO)
    bia = talk.session.talk_to("bia")
    talk.session.say(bia, "there?", talk.at)
    label = talk.sent()[0].partition(" ")[0]
    talk.happened()
    talk.hears(f"{label} :irc 401 ana bia :No such nick")
    assert bia.lines[0].state is LineState.FAILED
    assert talk.happened() == [
        LineChanged(bia, bia.lines[0]),
        Refused(bia, "There is nobody called bia here."),
    ]


def test_many_lines_are_as_many_messages_without_the_empty_ones(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "one\n\n  \ntwo", tea.at)
    assert tea.sent() == ["PRIVMSG #tea one", "PRIVMSG #tea two"]


def test_a_long_message_is_split_so_that_others_get_it_whole(tea: Talk) -> None:
    text = " ".join(["chá"] * 400)
    tea.session.say(tea.buffer("#tea"), text, tea.at)
    sent = tea.sent()
    assert " ".join(line.partition(" :")[2] for line in sent) == text
    assert all(len(f":ana!ana@host {line}\r\n".encode()) <= 512 for line in sent)


def test_an_action_is_sent_in_its_frame_and_shown_without(tea: Talk) -> None:
    tea.session.act(tea.buffer("#tea"), "waves", tea.at)
    assert tea.sent() == ["PRIVMSG #tea :\x01ACTION waves\x01"]
    line = tea.buffer("#tea").lines[0]
    assert (line.kind, line.text) == (LineKind.ACTION, "waves")


def test_nothing_is_said_to_the_servers_page(tea: Talk) -> None:
    tea.session.say(tea.buffer(""), "hello?", tea.at)
    assert tea.sent() == []
    assert [type(event) for event in tea.happened()] == [Refused, TextReturned]


def test_what_a_person_pastes_never_breaks_out_of_its_line(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "a\rQUIT\0b \ud800", tea.at)
    assert tea.sent() == ["PRIVMSG #tea :a QUIT b ?"]


def test_remote_text_is_safe_where_it_enters(tea: Talk) -> None:
    tea.hears(
        ":b\x1bia!b@host PRIVMSG #tea :\x1b]0;pwned\x07 \u202egnp.exe",
        ":irc 332 ana #tea :\x1b[2J",
        ":c\x9bx!c@host JOIN #tea",
    )
    line = tea.buffer("#tea").lines[0]
    shown = [line.sender, line.text, tea.buffer("#tea").topic, *tea.shows("#tea")]
    assert not any(set("\x1b\x07\x9b\u202e") & set(text) for text in shown)


def test_a_message_in_an_old_encoding_is_readable(tea: Talk) -> None:
    from tui_chat.wire.message import Message  # noqa: PLC0415

    line = ":bia!b@host PRIVMSG #tea :chá".encode("cp1252")
    tea.session.receive(Message.parse(line, "cp1252"), tea.at)
    assert tea.shows("#tea") == ["<bia> chá"]


def test_a_time_that_no_clock_shows_is_the_time_of_arrival(tea: Talk) -> None:
    tea.hears(
        "@time=9999-12-31T23:59:59Z :bia!b@host PRIVMSG #tea :a",
        "@time=yesterday :bia!b@host PRIVMSG #tea :b",
        "@time=0001-01-01T00:00:00Z :bia!b@host PRIVMSG #tea :c",
    )
    assert [line.at for line in tea.buffer("#tea").lines] == [NOON] * 3


def in_context(text: str, sender: str = "bia", channel: str = "#tea") -> str:
    return f"@+draft/channel-context={channel} :{sender}!b@h NOTICE ana :{text}"


def context_talk() -> Talk:
    talk = Talk()
    talk.enters("message-tags")
    talk.joins("#tea", "bia", "caio")
    return talk


def test_a_private_answer_stands_in_the_channel_where_it_belongs() -> None:
    talk = context_talk()
    talk.hears(in_context("I am helping."))
    line = talk.buffer("#tea").lines[-1]
    assert (line.text, line.audience, line.mention) == ("I am helping.", "=", True)
    assert talk.session.find("bia") is None


@pytest.mark.parametrize(
    ("sender", "channel"), [("mallory", "#tea"), ("bia", "#elsewhere"), ("bia", "bia"), ("bia", "")]
)
def test_only_who_is_in_the_channel_speaks_to_us_there(sender: str, channel: str) -> None:
    talk = context_talk()
    before = talk.shows("#tea")
    talk.hears(in_context("buy this", sender, channel))
    assert talk.shows("#tea") == before


def test_what_is_said_to_all_has_no_context() -> None:
    talk = context_talk()
    talk.joins("#pub", "bia")
    talk.hears("@+draft/channel-context=#tea :bia!b@h PRIVMSG #pub :hello")
    assert talk.shows("#pub")[-1] == "<bia> hello"


def test_an_answer_to_it_goes_to_its_sender_alone() -> None:
    talk = context_talk()
    talk.hears(in_context("psst").replace("@", "@msgid=m1;", 1))
    tea = talk.buffer("#tea")
    line = tea.lines[-1]
    assert talk.session.last_audience(tea) == "="
    talk.session.say(tea, "what?", talk.at, answers=line)
    talk.session.react(tea, line, "👍", talk.at)
    sent = [one for one in talk.sent() if "CHATHISTORY" not in one]
    assert sent == [
        "@+draft/reply=m1;+reply=m1 PRIVMSG bia what?",
        "@+draft/reply=m1;+reply=m1;+draft/react=👍 TAGMSG bia",
    ]


def test_what_was_missed_and_a_bouncer_sends_counts_and_rings_nobody() -> None:
    talk = Talk()
    talk.enters("batch message-tags server-time znc.in/self-message")
    talk.joins("#tea", "bia")
    talk.hears(
        ":znc.in BATCH +x znc.in/playback #tea",
        "@batch=x;time=2027-01-15T07:00:00.001Z :bia!b@h PRIVMSG #tea :ana: hello",
        ":znc.in BATCH -x",
        "@time=2027-01-15T08:00:00.001Z :bia!b@h PRIVMSG #tea :ana: are you there?",
    )
    told = [event for event in talk.happened() if isinstance(event, MessageReceived)]
    assert [event.audible for event in told] == [False, True]
    assert talk.buffer("#tea").mentions == 2


def test_what_we_say_to_somebody_in_another_client_is_shown() -> None:
    talk = Talk()
    talk.enters("znc.in/self-message")
    talk.hears(":ana!a@h PRIVMSG bob :from my phone")
    assert talk.shows("bob") == ["<ana> from my phone"]


def test_a_reply_to_what_we_said_calls_us_without_our_name(talk: Talk) -> None:
    talk.enters("message-tags echo-message")
    talk.joins("#tea", "bia")
    talk.hears(
        "@msgid=m1 :ana!ana@host PRIVMSG #tea :tea?",
        "@msgid=m2;+draft/reply=m1 :bia!b@host PRIVMSG #tea :yes, please",
        "@msgid=m3;+draft/reply=m2 :bia!b@host PRIVMSG #tea :with milk",
        "@msgid=m4;+draft/reply=m1 :ana!ana@host PRIVMSG #tea :tea!",
    )
    assert [line.mention for line in talk.buffer("#tea").lines] == [False, True, False, False]
    assert [mention.line.text for mention in talk.session.mentions] == ["yes, please"]

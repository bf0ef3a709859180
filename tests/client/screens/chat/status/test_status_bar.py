"""What the status line shows of the open buffer."""

from tests.client.stage import EVERYTHING, MORNING, Stage, staged
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.session.send_and_retry_actions import SOON
from tui_chat.wire.nodes_capability import CUT_OFF, REACHES_AGAIN


async def test_with_a_message_chosen_it_is_said_who_reacted() -> None:
    async with staged(140) as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(
            "@msgid=m1 :bia!b@h PRIVMSG #lobby :hello",
            "@+draft/reply=m1;+draft/react=+1 :ana!a@h TAGMSG #lobby",
            "@+draft/reply=m1;+draft/react=+1 :zed!z@h TAGMSG #lobby",
            "@+draft/reply=m1;+draft/react=ok :caio!c@h TAGMSG #lobby",
        )
        assert not stage.shows("you, ana")
        await stage.presses("ctrl+s")
        assert stage.shows("+1 you, ana  ok caio")
        await stage.presses("escape")
        assert not stage.shows("you, ana")


async def test_an_answer_stands_before_what_the_others_do_until_the_next_key(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    stage.chat.now = lambda: MORNING  # type: ignore[method-assign]
    await stage.hears("@+typing=active :bia!b@h TAGMSG #lobby")
    assert "bia is typing" in stage.rows()[-1]
    stage.chat.say("copied")
    await stage.settles()
    assert "copied" in stage.rows()[-1]
    await stage.presses("x")
    assert "bia is typing" in stage.rows()[-1]


async def test_messages_that_the_server_has_not_taken_soon_are_told_until_it_has(
    stage: Stage,
) -> None:
    await stage.enters(offer=EVERYTHING)
    now = MORNING
    stage.chat.now = lambda: now  # type: ignore[method-assign]
    await stage.submits("a long paste")
    assert not stage.shows("sending 1 message")
    now += SOON
    stage.chat._writing._look_whether_sent()
    await stage.settles()
    assert "sending 1 message…" in stage.rows()[-1]
    [sent] = [line for line in stage.sent() if "PRIVMSG" in line]
    label = sent.partition("label=")[2].partition(" ")[0].partition(";")[0]
    await stage.hears(f"@label={label} :zed!z@h PRIVMSG #lobby :a long paste")
    assert not stage.shows("sending 1 message")


async def test_a_question_stands_before_everything(lobby: Stage) -> None:
    lobby.chat.say("copied")
    await lobby.presses("ctrl+q")
    assert "copied" not in lobby.rows()[-1]


async def test_with_more_than_one_server_the_line_says_which_one() -> None:
    other = ClientOptions("other.example", nick="zed")
    async with staged(also=(other,)) as stage:
        await stage.enters()
        assert "chat.example" in stage.rows()[-1]
    async with staged() as stage:
        await stage.enters()
        assert "chat.example" not in stage.rows()[-1]


async def test_a_server_without_its_network_is_told_of_in_every_channel() -> None:
    async with staged(80) as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(f":irc NOTICE * :{CUT_OFF}: wait.")
        assert stage.shows("The server cannot reach the others")
        await stage.joins("#elsewhere")
        assert "server cut off: messages wait" in stage.rows()[-1]
        await stage.hears(f":irc NOTICE * :{REACHES_AGAIN}")
        assert "cut off" not in stage.rows()[-1]

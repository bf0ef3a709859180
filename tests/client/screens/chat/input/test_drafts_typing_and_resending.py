"""The input of the chat: completion, paste, earlier input, typing, the editor."""

from pathlib import Path

import pytest
from textual import events
from textual.drivers.headless_driver import HeadlessDriver

from tests.client.stage import EVERYTHING, MORNING, Stage, staged
from tui_chat.wire.message import Message


async def test_a_slash_offers_the_commands(lobby: Stage) -> None:
    await lobby.types("/jo")
    assert lobby.shows("/join  [CHANNEL [KEY]]  join a channel")


async def test_a_name_is_offered_behind_an_at(stage: Stage) -> None:
    await stage.enters(names="bia bianca")
    await stage.presses("@", "b", "down")
    first = stage.chat.composer.text
    await stage.presses("down")
    assert {first, stage.chat.composer.text} == {"@bia ", "@bianca "}


async def test_an_emoji_is_completed_by_its_name(lobby: Stage) -> None:
    await lobby.types(":tada")
    assert lobby.shows("tada")
    await lobby.presses("tab")
    assert lobby.chat.composer.text == "\U0001f389 "


async def test_esc_takes_the_offers_away_and_nothing_else(lobby: Stage) -> None:
    await lobby.types("/jo")
    await lobby.presses("escape")
    assert not lobby.shows("join a channel")
    assert lobby.chat.composer.text == "/jo"


async def test_enter_takes_the_first_row_of_the_popup(stage: Stage) -> None:
    await stage.enters(names="bia caio")
    await stage.types("hello @ca")
    stage.sent()
    await stage.presses("enter")
    taken = stage.chat.composer.text
    assert (taken, stage.sent()) == ("hello @caio ", [])
    await stage.presses("enter")
    assert stage.sent() == ["PRIVMSG #lobby :hello @caio"]


async def test_a_whole_name_behind_an_at_is_sent_at_once(stage: Stage) -> None:
    await stage.enters(names="bia caio")
    await stage.types("hello @caio")
    stage.sent()
    await stage.presses("enter")
    assert stage.sent() == ["PRIVMSG #lobby :hello @caio"]


async def test_a_row_chosen_with_the_arrows_is_taken_by_enter_and_not_yet_sent(
    stage: Stage,
) -> None:
    await stage.enters(names="bia bianca")
    await stage.types("@b")
    stage.sent()
    await stage.presses("down", "down", "enter")
    assert stage.chat.composer.text in {"@bia ", "@bianca "}
    assert stage.sent() == []
    assert not stage.chat.composer.choosing


async def test_what_tab_has_completed_is_sent_by_enter(stage: Stage) -> None:
    await stage.enters(names="bia bianca")
    await stage.types("bi")
    stage.sent()
    await stage.presses("tab", "enter")
    assert [line.startswith("PRIVMSG #lobby bia") for line in stage.sent()] == [True]


async def test_esc_keeps_what_was_typed_from_being_completed(stage: Stage) -> None:
    await stage.enters(names="bia caio")
    await stage.types("hello @ca")
    stage.sent()
    await stage.presses("escape", "enter")
    assert stage.sent() == ["PRIVMSG #lobby :hello @ca"]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("/jo", "/join "),  # it mostly has words
        ("/join", ""),
        ("/unig", "/unignore "),  # it needs words
        ("/s", "/"),  # it may be several: the first is taken
        ("/back", ""),  # it can be done
        ("/clea", ""),
    ],
)
async def test_enter_does_a_command_that_is_clear_and_completes_another(
    typed: str, left: str, lobby: Stage
) -> None:
    await lobby.submits(typed)
    text = lobby.chat.composer.text
    assert text.startswith(left)
    assert bool(text) == bool(left)


@pytest.mark.parametrize("typed", [":)", ":D", ":x", "@", "a: b", "#"])
async def test_smileys_and_single_signs_are_sent_as_they_are(typed: str, lobby: Stage) -> None:
    await lobby.types(typed)
    lobby.sent()
    await lobby.presses("enter")
    assert [line.removeprefix("PRIVMSG #lobby ").lstrip(":") for line in lobby.sent()] == [
        typed.lstrip(":")
    ]


async def test_a_closed_name_becomes_its_emoji(lobby: Stage) -> None:
    await lobby.types("well done :tada:")
    assert lobby.chat.composer.text == "well done \U0001f389"


@pytest.mark.parametrize("typed", ["at 10:30:", "`:tada:", ":nonsense:", "/me :tada:"])
async def test_what_is_no_name_of_an_emoji_or_is_code_stays(typed: str, lobby: Stage) -> None:
    await lobby.types(typed)
    assert lobby.chat.composer.text == typed


async def test_offers_do_not_stand_in_the_way_of_enter(lobby: Stage) -> None:
    await lobby.types("/join #te")
    lobby.sent()
    await lobby.presses("enter")
    assert lobby.sent() == ["JOIN #te"]


async def test_a_long_paste_is_asked_about_once_and_sent_whole(stage: Stage) -> None:
    await stage.enters(offer=f"{EVERYTHING} draft/multiline=max-bytes=4000,max-lines=50")
    # as tmux and xterm paste it
    stage.chat.composer._forward_event(events.Paste("\r".join(f"row {n}" for n in range(5))))
    await stage.settles()
    await stage.presses("enter")
    assert stage.shows("Send 5 lines as one message?")
    await stage.presses("enter")
    rows = [line.text for line in stage.chat.buffer.lines if line.own]
    assert rows == ["row 0\nrow 1\nrow 2\nrow 3\nrow 4"]


async def test_after_a_paste_one_may_go_on_writing(lobby: Stage) -> None:
    lobby.chat.composer._forward_event(events.Paste("a\nb\nc\nd"))
    await lobby.settles()
    await lobby.presses("enter", "!")
    assert lobby.chat.composer.text == "a\nb\nc\nd!"
    assert not lobby.shows("as one message?")


async def test_others_are_told_that_one_types_but_not_of_commands(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    stage.sent()
    await stage.types("/he")
    quiet = stage.sent()
    await stage.presses("ctrl+u", "h", "i")
    assert quiet == []
    assert [line for line in stage.sent() if "+typing=active" in line]


async def test_who_types_is_told(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    stage.chat.now = lambda: 1_795_167_240.0  # type: ignore[method-assign]
    await stage.hears("@+typing=active :bia!b@h TAGMSG #lobby")
    assert stage.shows("bia is typing")


@pytest.mark.parametrize(
    "line", ["@+typing=done :bia!b@h TAGMSG #lobby", ":bia!b@h PRIVMSG #lobby :hello"]
)
async def test_who_stopped_or_spoke_is_not_shown_as_typing_any_more(
    line: str, stage: Stage
) -> None:
    await stage.enters(offer=EVERYTHING)
    stage.chat.now = lambda: MORNING  # type: ignore[method-assign]
    await stage.hears("@+typing=active :bia!b@h TAGMSG #lobby", line)
    assert not stage.shows("is typing")


@pytest.mark.parametrize("key", ["ctrl+u", "backspace", "/"])
async def test_a_text_that_is_dropped_is_told_once_it_may_be(key: str) -> None:
    now = MORNING
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        stage.chat.now = lambda: now  # type: ignore[method-assign]
        await stage.presses("x", *(("home",) if key == "/" else ()), key)
        assert stage.sent() == ["@+typing=active TAGMSG #lobby"]
        now += 3
        stage.chat._writing._tell_stopped(stage.session)  # the timer
        assert stage.sent() == ["@+typing=done TAGMSG #lobby"]


async def test_ctrl_k_goes_elsewhere_only_from_an_empty_line(lobby: Stage) -> None:
    await lobby.types("abc")
    await lobby.presses("home", "ctrl+k")
    cut = lobby.chat.composer.text
    await lobby.presses("ctrl+k")
    assert cut == ""
    assert lobby.shows("Go to")


async def test_the_editor_changes_what_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\nprintf " and more" >> "$1"\n')
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))
    monkeypatch.setattr(HeadlessDriver, "can_suspend", True)
    async with staged() as stage:
        await stage.enters()
        await stage.types("text")
        await stage.presses("ctrl+o")
        await stage.settles()
        assert stage.chat.composer.text == "text and more"


async def test_an_editor_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/nowhere/editor")
    async with staged() as stage:
        await stage.enters()
        await stage.presses("ctrl+o")
        await stage.settles()
        assert stage.shows("The editor /nowhere/editor can't be run") or stage.shows(
            "can't be opened in this terminal"
        )


async def test_what_is_sent_before_there_is_a_room_is_said_there(stage: Stage) -> None:
    await stage.submits("hello")
    assert stage.shows("hello")
    await stage.enters()
    assert [line.text for line in stage.chat.buffer.lines if line.own] == ["hello"]
    assert stage.shows("zed  hello")


async def test_what_nobody_would_read_stays_in_the_input(lobby: Stage) -> None:
    await lobby.presses("ctrl+p", "h", "i", "enter")
    await lobby.presses("!")
    assert lobby.shows("This is the server page; nothing is sent. Ctrl+G picks a channel.")
    assert lobby.chat.composer.text == "hi!"


async def test_what_is_said_about_a_command_stays_until_the_next_key(lobby: Stage) -> None:
    await lobby.submits("/list")
    said = lobby.shows("loading channels")
    await lobby.presses("x")
    assert (said, lobby.shows("loading channels")) == (True, False)


async def test_a_long_line_is_asked_about_by_the_messages_that_it_becomes(lobby: Stage) -> None:
    lobby.sent()
    lobby.chat.composer._forward_event(events.Paste("tea " * 1_000))
    await lobby.settles()
    await lobby.presses("enter")
    count = lobby.chat.session.messages_in(lobby.chat.buffer, "tea " * 1_000)
    assert lobby.shows(f"Send {count} messages? Enter to send")
    assert not [line for line in lobby.sent() if line.startswith("PRIVMSG")]
    await lobby.presses("enter")
    await lobby.settles()
    rows = [line.text for line in lobby.chat.buffer.lines if line.own]
    assert len(rows) == count > 4


async def test_a_paste_of_lines_is_asked_about_as_messages_where_each_is_one(lobby: Stage) -> None:
    lobby.chat.composer._forward_event(events.Paste("a\nb\nc\nd"))
    await lobby.settles()
    await lobby.presses("enter")
    assert lobby.shows("Send 4 messages?")


async def test_a_paste_with_an_empty_line_names_lines_and_messages(lobby: Stage) -> None:
    lobby.chat.composer._forward_event(events.Paste("a\nb\n\nd"))
    await lobby.settles()
    await lobby.presses("enter")
    assert lobby.shows("Send 4 lines as 3 messages?")


async def test_what_may_be_an_answer_to_operators_is_not_said_to_everybody_unasked(
    lobby: Stage,
) -> None:
    name = lobby.chat.buffer.name
    await lobby.hears(f":bia!b@host PRIVMSG @{name} :to operators only")
    lobby.sent()
    await lobby.submits("right")
    assert lobby.shows("the last message went to operators only.")
    assert not [line for line in lobby.sent() if line.startswith("PRIVMSG")]
    await lobby.presses("enter")
    await lobby.types("and")
    await lobby.presses("enter")  # the last message was for everybody now
    assert [line.text for line in lobby.chat.buffer.lines if line.own] == ["right", "and"]


async def test_a_command_after_a_message_to_operators_is_not_asked_about(lobby: Stage) -> None:
    name = lobby.chat.buffer.name
    await lobby.hears(f":bia!b@host PRIVMSG @{name} :to operators only")
    lobby.sent()
    await lobby.submits("/reply right")
    [said] = [line for line in lobby.sent() if "PRIVMSG" in line]
    assert f"PRIVMSG @{name} " in said


async def test_what_was_written_while_the_server_was_down_shows_once(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears("@time=2026-11-20T09:34:00.000Z;msgid=m1 :ana!a@h PRIVMSG #lobby :old")
    stage.minute += 1
    lost = stage.session.disconnected("Cut.", MORNING + 60, retry_in=1.0)
    await stage.tells(lost)
    said = ["one", "two"]
    for text in said:
        stage.session.say(stage.chat.buffer, text, MORNING + 61)
    await stage.settles()
    stage.session.connected()
    agreed = ":irc CAP * LS :" + EVERYTHING, ":irc CAP * ACK :" + EVERYTHING
    await stage.hears(*agreed, ":irc 001 zed :Welcome", ":irc 422 zed :None")
    await stage.hears(":zed!z@h JOIN #lobby", ":irc 366 zed #lobby :End")
    sent = [Message.parse(line.encode()) for line in stage.sent()]
    await stage.hears(  # the page and what the server shows back, in one read
        ":irc BATCH +h chathistory #lobby",
        "@batch=h;time=2026-11-20T09:34:00.000Z;msgid=m1 :ana!a@h PRIVMSG #lobby :old",
        ":irc BATCH -h",
        *(
            f"@label={message.tags['label']} :zed!z@h PRIVMSG #lobby {message.params[1]}"
            for message in sent
            if message.command == "PRIVMSG"
        ),
    )
    words = [row.split("│")[0].split()[-1:] for row in stage.rows()]
    assert [word for [word] in filter(None, words) if word in said] == said

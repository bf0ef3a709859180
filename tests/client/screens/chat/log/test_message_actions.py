"""Doing something with one message, by keyboard."""

import pytest
from textual.app import App

from tests.client.stage import EVERYTHING, Stage, staged
from tui_chat.client.screens.chat.log.message_actions import has_browser

OFFER = f"{EVERYTHING} draft/message-redaction"


async def in_talk(stage: Stage, *more: str) -> None:
    """A room where ana and we have said something; what was sent is forgotten."""
    await stage.enters(offer=OFFER)
    await stage.hears(
        "@msgid=m1 :ana!a@h PRIVMSG #lobby :who has the slides?",
        "@msgid=m2 :zed!z@h PRIVMSG #lobby :here: https://example.org/slides",
        *more,
    )
    stage.sent()


async def test_r_replies_to_the_chosen_message(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "r")
    assert stage.shows("Replying to ana: who has the slides?")
    await stage.types("I do")
    stage.sent()
    await stage.presses("enter")
    (sent,) = stage.sent()
    assert "+reply=m1" in sent
    assert sent.endswith("PRIVMSG #lobby :I do")
    assert stage.shows("\u21b3 ana: who has the slides?")
    assert not stage.shows("Replying to")


async def test_a_command_that_is_typed_into_a_reply_runs(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "r")
    await stage.types("/join #ops")
    stage.sent()
    await stage.presses("enter")
    assert stage.sent() == ["JOIN #ops"]
    assert (stage.shows("Replying to"), stage.chat.composer.text) == (False, "")


async def test_a_mistyped_command_in_a_reply_is_told_and_not_said(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "r")
    await stage.types("/jion #ops")
    stage.sent()
    await stage.presses("enter")
    assert stage.sent() == []
    assert stage.shows("Did you mean /join?")
    assert stage.shows("Replying to ana")
    assert stage.chat.composer.text == "/jion #ops"


async def test_two_slashes_in_a_reply_say_one(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "r")
    await stage.types("//join helps")
    stage.sent()
    await stage.presses("enter")
    (sent,) = stage.sent()
    assert "+reply=m1" in sent
    assert sent.endswith("PRIVMSG #lobby :/join helps")


async def test_enter_unfolds_a_long_message_and_folds_it_again(stage: Stage) -> None:
    await in_talk(stage, f"@msgid=m3 :ana!a@h PRIVMSG #lobby :{'word ' * 300}the end")
    assert stage.shows("more lines · Ctrl+S, Enter to unfold")
    await stage.presses("ctrl+s")
    assert "Enter unfold" in stage.rows()[-1]
    await stage.presses("enter")
    assert not stage.shows("more lines")
    assert "Enter fold" in stage.rows()[-1]
    await stage.presses("enter")
    assert stage.shows("more lines")
    assert not stage.shows("Replying")


async def test_what_is_found_in_the_folded_part_of_a_message_is_shown(stage: Stage) -> None:
    await in_talk(stage, f"@msgid=m3 :ana!a@h PRIVMSG #lobby :{'word ' * 200}the needle")
    assert not stage.shows("needle")
    await stage.presses("ctrl+f")
    await stage.types("needle")
    assert stage.shows("the needle")


async def test_the_persons_own_reactions_stand_out(stage: Stage) -> None:
    await in_talk(
        stage,
        "@+reply=m1;+draft/react=yes :zed!z@h TAGMSG #lobby",
        "@+reply=m1;+draft/react=yes :ana!a@h TAGMSG #lobby",
        "@+reply=m1;+draft/react=no :ana!a@h TAGMSG #lobby",
    )
    strips = stage.app.screen._compositor.render_strips()
    bold = {
        segment.text: segment.style is not None and segment.style.bold
        for strip in strips
        for segment in strip
        if segment.text in {"yes\u00a02", "  no\u00a01"}
    }
    assert bold == {"yes\u00a02": True, "  no\u00a01": None}


async def test_how_to_drop_a_reply_is_told_in_a_narrow_window_too() -> None:
    async with staged(40, 12) as stage:
        await in_talk(stage)
        await stage.presses("ctrl+s", "k", "r")
        assert stage.shows("Replying to ana: … · Esc to cancel")


async def test_esc_drops_a_reply_and_keeps_what_was_written(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "r")
    await stage.types("hm")
    await stage.presses("escape")
    assert (stage.shows("Replying"), stage.chat.composer.text) == (False, "hm")


async def test_e_edits_an_own_message_and_leaves_the_draft_alone(stage: Stage) -> None:
    await in_talk(stage)
    await stage.types("later")
    await stage.presses("ctrl+s", "e", "!")
    stage.sent()
    await stage.presses("enter")
    (sent,) = stage.sent()
    assert "+draft/edit=m2" in sent
    assert sent.endswith(":here: https://example.org/slides!")
    assert stage.chat.composer.text == "later"


async def test_the_words_of_others_cannot_be_edited(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "e")
    assert stage.shows("You can edit only your own messages.")


async def test_d_asks_before_it_deletes(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "d")
    assert stage.shows("Press d again")
    assert stage.sent() == []
    await stage.presses("d")
    assert stage.sent() == ["REDACT #lobby m2"]


@pytest.mark.parametrize("between", [("escape", "ctrl+s"), ("y",)])
async def test_who_left_the_question_is_asked_again_before_a_message_is_deleted(
    between: tuple[str, ...],
    stage: Stage,
) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "d", *between, "d")
    assert stage.shows("Press d again")
    assert stage.sent() == []


async def test_enter_does_not_reply_to_a_message_that_may_be_deleted(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "d", "enter")
    assert not stage.shows("Replying")
    assert stage.shows("Press d again")
    assert stage.sent() == []


async def test_a_refusal_is_read_where_the_person_looks(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "d", "d")
    await stage.hears("FAIL REDACT REDACT_FORBIDDEN #lobby m1 :You may not delete that")
    assert stage.chat.focused is stage.chat.log_view
    assert any("may not" in row or "delete" in row for row in stage.rows()[-1:])


async def test_another_message_is_another_question(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "d", "k", "j", "d")
    assert stage.sent() == []


async def test_plus_reacts_with_an_emoji_by_its_name(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "+")
    await stage.submits("tada")
    (sent,) = stage.sent()
    assert "+draft/react=\U0001f389" in sent
    assert "m1" in sent


async def test_y_copies_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda _app, text: copied.append(text))
    async with staged() as stage:
        await in_talk(stage)
        await stage.presses("ctrl+s", "k", "y")
        assert copied == ["who has the slides?"]


async def test_o_copies_the_link_where_there_is_no_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda _app, text: copied.append(text))
    monkeypatch.setattr(
        "tui_chat.client.screens.chat.log.message_actions.has_browser", lambda: False
    )
    async with staged() as stage:
        await in_talk(stage)
        await stage.presses("ctrl+s", "o")
        assert copied == ["https://example.org/slides"]


async def test_enter_opens_what_is_folded(stage: Stage) -> None:
    await in_talk(stage, ":eva!e@h JOIN #lobby", ":gil!g@h JOIN #lobby")
    assert stage.shows("eva and gil joined")
    await stage.presses("ctrl+s", "j", "enter")
    assert stage.shows("\u00b7  gil joined")


async def test_what_was_not_sent_is_sent_again_by_enter(lobby: Stage) -> None:
    lobby.session.say(lobby.chat.buffer, "hello", lobby.chat.now())
    await lobby.tells(lobby.session.disconnected("Cut.", 1.8e9, retry_in=None))
    assert lobby.shows("Enter to send again")
    await lobby.enters()
    await lobby.presses("enter")
    assert "PRIVMSG #lobby hello" in lobby.sent()
    assert not lobby.shows("Enter to send again")


async def test_who_begins_to_write_in_the_log_is_writing(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("pageup")
    for key in "thanks":
        stage.app.simulate_key(key)
    await stage.settles()
    assert stage.chat.composer.text == "thanks"


async def test_esc_goes_back_to_writing(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "escape")
    assert stage.chat.composer.has_focus


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({"DISPLAY": ":0", "SSH_CONNECTION": "a b"}, False),
    ],
)
def test_a_page_is_opened_only_where_the_person_sits(
    environment: dict[str, str], expected: bool
) -> None:
    assert has_browser(environment) is expected


async def test_up_where_nothing_is_written_edits_the_newest_message_of_ones_own(
    stage: Stage,
) -> None:
    await stage.enters(offer=OFFER)
    await stage.hears(
        "@msgid=m9 :zed!z@h PRIVMSG #lobby :helo all",
        "@msgid=m10 :bia!b@h PRIVMSG #lobby :who is helo?",
    )
    stage.sent()
    await stage.presses("up")
    assert (stage.shows("Editing"), stage.chat.composer.text) == (True, "helo all")
    await stage.presses("!", "enter")
    [line] = [each for each in stage.sent() if "PRIVMSG" in each]
    assert "+draft/edit=m9" in line
    assert line.endswith("PRIVMSG #lobby :helo all!")


async def test_up_twice_is_earlier_input_as_ever(stage: Stage) -> None:
    await stage.enters(offer=OFFER)
    await stage.submits("hello")
    await stage.hears("@msgid=m9 :zed!z@h PRIVMSG #lobby :hello")
    await stage.presses("up", "up")
    assert (stage.shows("Editing"), stage.chat.composer.text) == (False, "hello")


@pytest.mark.parametrize(
    "last",
    [
        "@msgid=m9 :bia!b@h PRIVMSG #lobby :hi",  # somebody else's
        ":zed!z@h PRIVMSG #lobby :hi",  # without an id, nobody could be told
    ],
)
async def test_up_edits_nothing_that_is_not_ones_own_or_cannot_be_edited(
    last: str, stage: Stage
) -> None:
    await stage.enters(offer=OFFER)
    await stage.hears(last)
    await stage.presses("up")
    assert not stage.shows("Editing")


async def test_a_reply_is_shown_at_once_where_the_log_is_long(stage: Stage) -> None:
    said = (f"@msgid=x{each} :ana!a@h PRIVMSG #lobby :number {each}" for each in range(40))
    await in_talk(stage, *said)
    await stage.presses("ctrl+s", *["up"] * 30, "r")
    await stage.submits("I do")
    assert any("I do" in row for row in stage.rows()[-6:])
    assert not stage.shows("new below")
    await stage.hears(":ana!a@h PRIVMSG #lobby :thanks")
    assert stage.shows("thanks")


@pytest.mark.parametrize("key", ["r", "e", "+"])
async def test_what_is_typed_for_a_refused_action_is_no_message(key: str, stage: Stage) -> None:
    await in_talk(stage, ":ana!a@h REDACT #lobby m2")
    await stage.presses("ctrl+s", key)
    assert stage.shows("That is not a message.")
    await stage.types("so it is, kim")
    await stage.presses("backspace", "enter")
    assert stage.shows("That is not a message. Esc to write")
    assert (stage.sent(), stage.chat.composer.text) == ([], "")
    await stage.presses("escape")
    await stage.types("hi")
    assert stage.chat.composer.text == "hi"


async def test_after_a_refusal_another_message_can_be_chosen(stage: Stage) -> None:
    await in_talk(stage, ":ana!a@h REDACT #lobby m2")
    await stage.presses("ctrl+s", "d", "d", "up", "r")
    assert stage.shows("Replying to ana")
    assert stage.sent() == []


async def test_one_of_several_links_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "tui_chat.client.screens.chat.log.message_actions.has_browser", lambda: False
    )
    async with staged() as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :https://a.example or https://b.example")
        await stage.presses("ctrl+s", "o")
        assert stage.shows("Open which link?")
        await stage.presses("2", "enter")
        assert stage.shows("copied https://b.example")


async def test_ctrl_u_cancels_an_edit_and_what_is_typed_next_is_a_message_or_a_command(
    stage: Stage,
) -> None:
    await in_talk(stage)
    await stage.types("draft")
    await stage.presses("ctrl+s", "e", "ctrl+u")
    assert stage.chat.composer.mode is None
    assert stage.shows("Cancelled: the message stays as it was.")
    assert stage.chat.composer.text == "draft"


async def test_ctrl_u_cancels_a_reply_with_its_words(stage: Stage) -> None:
    await in_talk(stage)
    await stage.presses("ctrl+s", "k", "r")
    await stage.types("I do")
    await stage.presses("ctrl+u")
    assert stage.chat.composer.mode is None
    assert stage.shows("Reply cancelled.")
    assert stage.chat.composer.text == ""


async def test_ctrl_u_ends_finding_and_brings_the_draft_back(stage: Stage) -> None:
    await in_talk(stage)
    await stage.types("draft")
    await stage.presses("ctrl+f")
    await stage.types("slides")
    await stage.presses("ctrl+u")
    assert stage.chat.composer.mode is None
    assert stage.chat.composer.text == "draft"
    assert not stage.shows("Find:")


@pytest.mark.parametrize("key", ["r", "e"])
async def test_at_the_end_of_the_log_new_messages_are_followed_while_one_is_written(
    lobby: Stage, key: str
) -> None:
    await lobby.hears(*(f":bia!b@h PRIVMSG #lobby :{number}" for number in range(40)))
    await lobby.types("mine")
    await lobby.presses("enter", "ctrl+s", key)
    await lobby.hears(":bia!b@h PRIVMSG #lobby :and more")
    assert lobby.shows("and more")


@pytest.mark.parametrize("key", ["r", "e"])
async def test_further_up_in_the_log_it_stays_where_it_is(lobby: Stage, key: str) -> None:
    await lobby.submits("mine")
    await lobby.hears(*(f":bia!b@h PRIVMSG #lobby :{number}" for number in range(40)))
    await lobby.presses("ctrl+s", *["k"] * 40, key)
    await lobby.hears(":bia!b@h PRIVMSG #lobby :and more")
    assert lobby.shows("mine")
    assert not lobby.shows("and more")

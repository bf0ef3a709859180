"""Slash commands, from the keyboard to what they do."""

from tests.client.stage import EVERYTHING, Stage


async def does(stage: Stage, text: str) -> None:
    stage.chat.composer.insert(text)
    await stage.presses("enter")


async def test_two_slashes_say_one(lobby: Stage) -> None:
    await does(lobby, "//etc")
    assert lobby.sent() == ["PRIVMSG #lobby /etc"]


async def test_a_plus_and_an_emoji_are_a_reaction_that_say_sends_as_text(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears("@msgid=m1 :bia!b@h PRIVMSG #lobby :done")
    stage.sent()
    await does(stage, "+🎉")
    await does(stage, "/say +🎉")
    reaction, text = (line for line in stage.sent() if "typing" not in line)
    assert reaction.endswith("+draft/react=🎉 TAGMSG #lobby")
    assert text.endswith("PRIVMSG #lobby +🎉")


async def test_clear_empties_the_place_only_here(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :old news")
    await does(lobby, "/clear")
    assert not lobby.shows("old news")
    assert lobby.sent() == []


async def test_what_cannot_be_done_is_said_where_it_was_asked(lobby: Stage) -> None:
    await lobby.presses("ctrl+p")
    await does(lobby, "/topic tea")
    assert lobby.shows("That works only in a channel.")


async def test_query_opens_a_conversation(lobby: Stage) -> None:
    await does(lobby, "/query bia psst")
    assert lobby.chat.buffer.name == "bia"
    assert lobby.sent() == ["PRIVMSG bia psst"]


async def test_quit_says_goodbye_and_leaves(lobby: Stage) -> None:
    lobby.chat.composer.insert("/quit")
    await lobby.pilot.press("enter")
    await lobby.pilot.pause()
    assert lobby.app._exit


async def test_answers_stand_in_the_status_line_and_not_in_the_conversation(lobby: Stage) -> None:
    for typed, answer in (("/nonsense", "/nonsense"), ("/ignore bia", "bia")):
        lines = len(lobby.chat.buffer.lines)
        await does(lobby, typed)
        assert answer in lobby.rows()[-1]
        assert len(lobby.chat.buffer.lines) == lines
    await lobby.presses("h")
    assert "bia" not in lobby.rows()[-1]


async def test_a_message_to_another_conversation_is_echoed_in_the_status_line(stage: Stage) -> None:
    await stage.enters(names="bia")
    await stage.submits("/msg bia see you at nine")
    assert stage.shows("To bia: see you at nine")


async def test_a_password_for_services_is_not_echoed(lobby: Stage) -> None:
    await lobby.submits("/msg NickServ identify hunter2")
    assert lobby.shows("To NickServ: …")
    assert not lobby.shows("hunter2")


async def test_a_message_to_the_open_conversation_needs_no_echo(lobby: Stage) -> None:
    await lobby.submits("/msg #lobby hello")
    assert not lobby.shows("To #lobby")

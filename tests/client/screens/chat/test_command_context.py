"""Slash commands, from the keyboard to what they do."""

from tests.client.stage import EVERYTHING, Stage, staged


async def does(stage: Stage, text: str) -> None:
    stage.chat.composer.insert(text)
    await stage.presses("enter")


async def test_two_slashes_say_one() -> None:
    async with staged() as stage:
        await stage.enters()
        await does(stage, "//etc")
        assert stage.sent() == ["PRIVMSG #lobby /etc"]


async def test_a_plus_and_an_emoji_are_a_reaction_that_say_sends_as_text() -> None:
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears("@msgid=m1 :bia!b@h PRIVMSG #lobby :done")
        stage.sent()
        await does(stage, "+🎉")
        await does(stage, "/say +🎉")
        reaction, text = (line for line in stage.sent() if "typing" not in line)
        assert reaction.endswith("+draft/react=🎉 TAGMSG #lobby")
        assert text.endswith("PRIVMSG #lobby +🎉")


async def test_clear_empties_the_place_only_here() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :old news")
        await does(stage, "/clear")
        assert not stage.shows("old news")
        assert stage.sent() == []


async def test_what_cannot_be_done_is_said_where_it_was_asked() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.presses("ctrl+p")
        await does(stage, "/topic tea")
        assert stage.shows("That works only in a channel.")


async def test_query_opens_a_conversation() -> None:
    async with staged() as stage:
        await stage.enters()
        await does(stage, "/query bia psst")
        assert stage.chat.buffer.name == "bia"
        assert stage.sent() == ["PRIVMSG bia psst"]


async def test_quit_says_goodbye_and_leaves() -> None:
    async with staged() as stage:
        await stage.enters()
        stage.chat.composer.insert("/quit")
        await stage.pilot.press("enter")
        await stage.pilot.pause()
        assert stage.app._exit


async def test_answers_stand_in_the_status_line_and_not_in_the_conversation() -> None:
    async with staged() as stage:
        await stage.enters()
        for typed, answer in (("/nonsense", "/nonsense"), ("/ignore bia", "bia")):
            lines = len(stage.chat.buffer.lines)
            await does(stage, typed)
            assert answer in stage.rows()[-1]
            assert len(stage.chat.buffer.lines) == lines
        await stage.presses("h")
        assert "bia" not in stage.rows()[-1]


async def test_a_message_to_another_conversation_is_echoed_in_the_status_line() -> None:
    async with staged() as stage:
        await stage.enters(names="bia")
        await stage.types("/msg bia see you at nine")
        await stage.presses("enter")
        assert stage.shows("To bia: see you at nine")


async def test_a_password_for_services_is_not_echoed() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("/msg NickServ identify hunter2")
        await stage.presses("enter")
        assert stage.shows("To NickServ: …")
        assert not stage.shows("hunter2")


async def test_a_message_to_the_open_conversation_needs_no_echo() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("/msg #lobby hello")
        await stage.presses("enter")
        assert not stage.shows("To #lobby")

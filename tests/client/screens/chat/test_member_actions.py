"""The members of a channel as a list, for whoever moderates."""

import pytest

from tests.client.stage import Stage

MUTES = ":irc 005 zed EXTBAN=,am :are supported"


async def moderates(stage: Stage, *students: str) -> None:
    """We are an operator of #class with all of these."""
    await stage.enters("#class", "")
    await stage.hears(MUTES, ":irc MODE #class +o zed")
    for nick in students:
        await stage.hears(f":{nick}!{nick}@{nick}.example JOIN #class")
    stage.sent()


async def does(stage: Stage, nick: str, action: str) -> list[str]:
    """Open the list, find the member, choose the action; what is sent."""
    await stage.presses("f5")
    stage.sent()  # a question about who is muted
    await stage.submits(nick)
    await stage.submits(action)
    assert not stage.shows("People in #class")  # what is typed now goes to the input
    return stage.sent()


@pytest.mark.parametrize(
    ("action", "sent"),
    [
        ("mute", ["MODE #class +b m:*!*@s17.example"]),
        ("kick:", ["KICK #class s17"]),
        ("ban", ["MODE #class +b *!*@s17.example", "KICK #class s17"]),
        ("voice", ["MODE #class +v s17"]),
        ("operator", ["MODE #class +o s17"]),
    ],
)
async def test_thirty_students_are_moderated_by_keyboard(
    action: str, sent: list[str], stage: Stage
) -> None:
    await moderates(stage, *(f"s{number}" for number in range(30)))
    assert await does(stage, "s17", action) == sent


async def test_ranks_that_a_member_has_can_be_taken(stage: Stage) -> None:
    await moderates(stage, "bia")
    await stage.hears(":irc MODE #class +ov bia bia")
    assert await does(stage, "bia", "remove voice") == ["MODE #class -v bia"]
    assert await does(stage, "bia", "remove op") == ["MODE #class -o bia"]


async def test_the_list_says_who_is_what_the_highest_rank_first(stage: Stage) -> None:
    await stage.enters("#class", "@ana +bia caio ~dani")
    await stage.types("/people")
    await stage.presses("escape", "enter")
    rows = "\n".join(stage.rows())
    assert rows.index("~dani") < rows.index("@ana") < rows.index("+bia")
    assert stage.shows("owner")


async def test_whoever_may_not_moderate_is_offered_no_moderation(stage: Stage) -> None:
    await stage.enters("#class", "@ana bia")
    await stage.presses("f5")
    await stage.submits("bia")
    assert stage.shows("Write a private message")
    assert not stage.shows("Kick")
    await stage.presses("enter")
    assert stage.chat.buffer.name == "bia"


async def test_no_mute_is_offered_where_the_server_has_none(stage: Stage) -> None:
    await stage.enters("#class", "bia")
    await stage.hears(":irc MODE #class +o zed")
    await stage.presses("f5")
    await stage.submits("bia")
    assert stage.shows("Kick: remove from the channel")
    assert not stage.shows("Mute")


async def test_outside_a_channel_there_is_no_list(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG zed :hi")
    lobby.chat.show(lobby.session.talk_to("bia"))
    await lobby.presses("f5")
    assert lobby.shows("That works only in a channel")


async def test_somebody_who_has_left_meanwhile_harms_nothing(stage: Stage) -> None:
    await moderates(stage, "bia")
    await stage.presses("f5", "down", "enter")
    stage.sent()
    await stage.hears(":bia!b@h PART #class")
    await stage.submits("kick:")
    assert stage.sent() == ["KICK #class bia"]


async def test_the_list_marks_who_is_muted_and_offers_the_opposite_alone(stage: Stage) -> None:
    await moderates(stage, "bia", "caio")
    await stage.presses("f5")
    assert stage.sent() == ["MODE #class +b"]
    assert not stage.shows("muted")
    await stage.hears(
        ":irc 367 zed #class m:*!*@bia.example zed 1",
        ":irc 367 zed #class *!*@spam.example zed 1",
        ":irc 368 zed #class :End",
    )
    [row] = [row for row in stage.rows() if "muted" in row]
    assert "bia" in row
    await stage.submits("bia")
    assert stage.shows("Unmute")
    assert not stage.shows("Mute:")
    await stage.submits("unmute")
    assert stage.sent() == ["MODE #class -b m:*!*@bia.example"]
    await stage.hears(":zed!z@h MODE #class -b m:*!*@bia.example")
    await stage.presses("f5")
    assert not any("muted" in row.split() for row in stage.rows())
    await stage.submits("bia")
    assert stage.shows("Mute:")
    assert not stage.shows("Unmute")


async def test_where_an_address_is_not_known_both_are_offered(stage: Stage) -> None:
    await stage.enters("#class", "bia")
    await stage.hears(MUTES, ":irc MODE #class +o zed")
    await stage.presses("f5")
    await stage.hears(":irc 367 zed #class m:*!*@bia.example", ":irc 368 zed #class :End")
    await stage.submits("bia")
    assert stage.shows("Mute:")
    assert stage.shows("Unmute")

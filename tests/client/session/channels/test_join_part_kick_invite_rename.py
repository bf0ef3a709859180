import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.buffers.line import LineKind, Movement
from tui_chat.client.events import (
    BufferClosed,
    BufferOpened,
    Changed,
    Joined,
    Left,
)
from tui_chat.client.session.model.ignore_and_highlight_rules import Level
from tui_chat.wire.names import Folded


def test_joining_opens_a_page_and_asks_for_the_channels_rules(talk: Talk) -> None:
    talk.session.join("#tea")
    assert talk.sent() == ["JOIN #tea"]
    talk.hears(":ana!ana@host JOIN #tea")
    tea = talk.buffer("#tea")
    assert (tea.kind, tea.joined) == (BufferKind.CHANNEL, True)
    assert talk.happened() == [
        BufferOpened(tea, asked=True),
        Joined(tea, "ana", own=True, asked=True),
    ]
    assert talk.sent() == ["MODE #tea"]


def test_we_are_there_before_all_the_names_are_told(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    member = talk.buffer("#tea").members[Folded("ana")]
    assert (member.nick, member.address) == ("ana", "ana@host")


def test_a_channel_we_did_not_ask_for_does_not_call_for_attention(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #lobby")
    lobby = talk.buffer("#lobby")
    assert talk.happened() == [
        BufferOpened(lobby, asked=False),
        Joined(lobby, "ana", own=True, asked=False),
    ]


def test_a_join_before_we_are_in_waits_until_then() -> None:
    talk = Talk()
    talk.session.join("#tea", "key")
    talk.connects()
    talk.hears(":irc 001 ana :Hi")
    talk.sent()
    assert talk.answers(":irc 376 ana :End") == ["JOIN #tea key"]


def test_somebody_comes_and_leaves(tea: Talk) -> None:
    tea.hears(":caio!caio@host JOIN #tea", ":caio!caio@host PART #tea :tired")
    buffer = tea.buffer("#tea")
    assert tea.happened() == [Joined(buffer, "caio", own=False), Changed()]
    assert tea.shows("#tea") == ["caio joined", "caio left: tired"]
    assert [line.movement for line in buffer.lines] == [Movement.CAME, Movement.LEFT]
    assert tea.members("#tea") == ["@bia", "ana"]
    assert buffer.unread == 0


def test_an_extended_join_tells_the_account(tea: Talk) -> None:
    tea.hears(":caio!caio@host JOIN #tea caio_acc :Caio", ":dani!d@host JOIN #tea * :Dani")
    members = {member.nick: member.account for member in tea.buffer("#tea").members.values()}
    assert (members["caio"], members["dani"]) == ("caio_acc", "")


def test_leaving_keeps_the_page(tea: Talk) -> None:
    tea.session.part("#tea", "bye all")
    assert tea.sent() == ["PART #tea :bye all"]
    tea.hears(":ana!ana@host PART #tea :bye all")
    buffer = tea.buffer("#tea")
    assert tea.happened() == [Left(buffer)]
    assert not buffer.joined
    assert buffer.members == {}
    assert tea.shows("#tea") == ["You left this channel."]


def test_whoever_is_removed_by_a_part_reads_why(tea: Talk) -> None:
    tea.hears(":ana!ana@host PART #tea :requested by bia (spam)")
    assert tea.shows("#tea") == ["You left this channel: requested by bia (spam)"]


def test_closing_leaves_and_takes_the_page_away(tea: Talk) -> None:
    tea.session.close(tea.buffer("#tea"))
    assert tea.sent() == ["PART #tea"]
    assert tea.session.channels == []
    tea.hears(":bia!b@host PRIVMSG #tea :wait", ":ana!ana@host PART #tea")
    assert tea.session.find("#tea") is None
    assert tea.shows("") == []


def test_being_removed_is_told_and_the_channel_is_not_wanted_any_more(tea: Talk) -> None:
    tea.hears(":bia!b@host KICK #tea ana :spam")
    buffer = tea.buffer("#tea")
    assert tea.happened() == [Left(buffer)]
    assert tea.shows("#tea") == ["bia kicked you from this channel: spam"]
    assert buffer.lines[0].kind is LineKind.ERROR
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.connects()
    tea.hears(":irc 001 ana :Hi", ":irc 376 ana :End")
    assert not any(line.startswith("JOIN") for line in tea.sent())


def test_somebody_else_is_removed(tea: Talk) -> None:
    tea.hears(":ana!ana@host KICK #tea bia :bia", ":x!x@host KICK #tea nobody")
    assert tea.shows("#tea") == ["ana kicked bia"]
    assert tea.members("#tea") == ["ana"]


def test_an_invitation_is_told_where_we_look(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(":bia!b@host INVITE ana #ops")
    text = "bia invites you to #ops. /join #ops to accept"
    assert (tea.shows("#tea"), tea.happened()) == ([text], [Changed()])


def test_an_invitation_of_somebody_else_is_noted_in_the_channel(tea: Talk) -> None:
    tea.hears(":bia!b@host INVITE caio #tea")
    assert tea.shows("#tea") == ["bia invited caio"]


def test_joins_after_a_loss_go_in_few_lines_with_keys_first() -> None:
    talk = Talk()
    for number in range(60):
        talk.session.join(f"#channel-{number:02}", "key" if number == 30 else "")
    talk.enters()
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    talk.hears(":irc 001 ana :Hi")
    talk.sent()
    joins = talk.answers(":irc 376 ana :End")
    assert joins[0].startswith("JOIN #channel-30,#channel-00,")
    assert joins[0].endswith(" key")
    assert len(joins) == 3  # twenty at most, where the server does not say
    assert all(len(line) <= 510 for line in joins)


def test_we_come_back_to_our_channels_and_hear_of_it_once(tea: Talk) -> None:
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.session.disconnected("Nobody answers.", tea.at, retry_in=2)
    tea.connects()
    tea.hears(":irc 001 ana :Hi")
    tea.sent()
    assert tea.answers(":irc 376 ana :End") == ["JOIN #tea"]
    tea.joins("#tea", "@bia")
    assert tea.shows("#tea") == ["Lost.", "Reconnected."]
    assert tea.members("#tea") == ["@bia", "ana"]


def test_a_channel_with_another_name_stays_the_same_place(tea: Talk) -> None:
    tea.hears(":bia!b@host RENAME #tea #chá :we drink that", ":bia!b@host PRIVMSG #chá :here")
    assert tea.shows("#chá") == [
        "bia renamed the channel from #tea to #chá: we drink that",
        "<bia> here",
    ]
    assert tea.session.find("#tea") is None
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    tea.connects()
    tea.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "JOIN #chá" in tea.sent()


def test_a_channel_is_renamed_without_a_reason(tea: Talk) -> None:
    tea.hears(":bia!b@host RENAME #tea #chá")
    assert tea.shows("#chá") == ["bia renamed the channel from #tea to #chá"]


def test_a_channel_whose_name_fits_no_line_gets_no_page(tea: Talk) -> None:
    name = "#" + "a" * 480
    assert tea.answers(f":ana!ana@host JOIN {name}", f":bia!b@host RENAME #tea {name} :hm") == []
    assert [buffer.name for buffer in tea.session.buffers][1:] == ["#tea"]
    assert tea.session.channels == [("#tea", "")]


def test_the_screen_follows_to_the_channel_that_another_one_sends_us_to(talk: Talk) -> None:
    talk.session.join("#linux", "key")
    talk.hears(
        ":irc 470 ana #linux ##linux-overflow :Forwarding to another channel",
        ":ana!ana@host JOIN ##linux-overflow",
    )
    assert talk.shows("") == ["#linux forwards you to ##linux-overflow."]
    [joined] = [event for event in talk.happened() if isinstance(event, Joined)]
    assert (joined.buffer.name, joined.asked) == ("##linux-overflow", True)
    assert talk.session.channels == [("##linux-overflow", "")]
    assert comes_back(talk) == ["JOIN ##linux-overflow"]


def test_a_channel_to_return_to_that_sends_us_on_is_not_asked_for_again(tea: Talk) -> None:
    comes_back(tea)
    tea.hears(":irc 470 ana #tea #chá :Forwarding", ":ana!ana@host JOIN #chá")
    assert tea.session.is_left(tea.buffer("#tea"))
    assert comes_back(tea) == ["JOIN #chá"]


@pytest.mark.parametrize(
    "refusal",
    [
        "470 ana #tea #unregistered :Forwarding",
        "473 ana #tea :Cannot join channel (+i)",  # with an exception for us
        "474 ana #tea :Cannot join channel (+b)",  # of whoever is not logged in
    ],
)
def test_a_channel_that_refuses_whoever_is_not_logged_in_is_asked_again_after_the_login(
    refusal: str,
) -> None:
    talk = Talk(account="ana", account_password="oolong")
    talk.enters()  # its services are away: nobody is logged in
    talk.joins("#tea")
    comes_back(talk)
    talk.answers(f":irc {refusal}")
    assert talk.answers(":irc 900 ana ana!a@h ana :You are now logged in") == ["JOIN #tea"]
    assert ("#tea", "") in talk.session.channels


@pytest.mark.parametrize(
    "line", ["470 ana #tea x :no", "470 ana #tea #tea :no", "470 ana x #y :no"]
)
def test_a_way_on_that_leads_nowhere_changes_nothing(tea: Talk, line: str) -> None:
    tea.hears(f":irc {line}")
    assert tea.session.channels == [("#tea", "")]


def test_a_channel_takes_the_name_of_a_page_that_was_left_behind(tea: Talk) -> None:
    tea.joins("#chá")
    tea.hears(":ana!ana@host PART #chá")
    left = tea.buffer("#chá")
    tea.happened()
    tea.session.set_level(tea.buffer("#tea"), Level.ALL)
    tea.hears(":bia!b@host RENAME #tea #chá :", ":bia!b@host PRIVMSG #chá :here")
    assert [event.buffer for event in tea.happened() if isinstance(event, BufferClosed)] == [left]
    assert tea.shows("#chá")[-1] == "<bia> here"
    assert tea.session.level(tea.buffer("#chá")) is Level.ALL


def comes_back(talk: Talk) -> list[str]:
    """What is asked for after a lost connection."""
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    return [line for line in talk.sent() if line.startswith("JOIN")]


def test_our_invitation_is_confirmed_in_its_channel(tea: Talk) -> None:
    tea.hears(":irc 341 ana caio #tea")
    assert tea.shows("#tea")[-1] == "caio is invited to #tea."

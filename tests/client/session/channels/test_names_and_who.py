from tests.client.session.talk import Talk
from tui_chat.client.events import MembersChanged
from tui_chat.wire.names import Folded


def test_the_list_is_complete_when_its_end_is_told(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    talk.happened()
    talk.hears(":irc 353 ana = #tea :@bia +caio", ":irc 353 ana = #tea :@+dani!d@away.host ana")
    assert talk.members("#tea") == ["ana"]
    talk.hears(":irc 366 ana #tea :End")
    assert talk.members("#tea") == ["+caio", "@+dani", "@bia", "ana"]
    assert talk.happened() == [MembersChanged(talk.buffer("#tea"))]
    addresses = {m.nick: m.address for m in talk.buffer("#tea").members.values()}
    assert addresses["dani"] == "d@away.host"


def test_who_is_away_is_asked_where_the_server_tells_of_changes() -> None:
    talk = Talk.entered("away-notify")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 353 ana = #tea :ana bia", ":irc 366 ana #tea :End")
    assert talk.sent() == ["MODE #tea", "WHO #tea"]
    talk.hears(":irc 352 ana #tea b host irc bia G :0 Bia", ":irc 315 ana #tea :End")
    assert [m.nick for m in talk.buffer("#tea").members.values() if m.away] == ["bia"]
    talk.hears(":bia!b@host AWAY")
    assert not any(m.away for m in talk.buffer("#tea").members.values())
    assert talk.shows("#tea") == []


def test_names_that_were_asked_for_are_told(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.session.ask_names("#tea")
    assert tea.sent() == ["NAMES #tea"]
    tea.hears(":irc 353 ana = #tea :ana @bia", ":irc 366 ana #tea :End")
    assert tea.shows("#tea") == ["2 people in #tea: @bia ana"]


def test_names_of_a_channel_that_we_are_not_in_are_told_where_we_look(tea: Talk) -> None:
    tea.session.ask_names("#ops")
    tea.hears(":irc 353 ana = #ops :dani", ":irc 366 ana #ops :End")
    assert tea.shows("") == ["1 person in #ops: dani"]
    assert tea.session.find("#ops") is None


def test_names_nobody_asked_for_leave_no_trace(tea: Talk) -> None:
    tea.hears(":irc 353 ana = #ops :dani", ":irc 366 ana #ops :End")
    assert tea.shows("") == []
    assert tea.members("#tea") == ["@bia", "ana"]


def test_a_list_may_end_without_a_word(tea: Talk) -> None:
    tea.hears(":irc 353 ana = #tea :ana caio", ":irc 366 ana #tea")
    assert tea.members("#tea") == ["ana", "caio"]


def test_a_list_that_was_cut_off_by_leaving_is_forgotten(tea: Talk) -> None:
    tea.hears(":irc 353 ana = #tea :ana eva", ":ana!ana@host PART #tea")
    tea.joins("#tea", "bia")
    assert tea.members("#tea") == ["ana", "bia"]


def test_where_the_server_knows_more_of_people_it_is_asked() -> None:
    talk = Talk.entered("away-notify", "WHOX BOT=B")
    talk.hears(
        ":ana!ana@host JOIN #tea", ":irc 353 ana = #tea :ana bia robo", ":irc 366 ana #tea :End"
    )
    assert talk.sent()[-1] == "WHO #tea %tcuhnfar,152"
    talk.hears(
        ":irc 354 ana 152 #tea b host bia G 0 :Bia Silva",
        ":irc 354 ana 152 #tea r host robo HB robot :A program",
        ":irc 354 ana 7 #tea r host bia H bianca :another question's",
        ":irc 315 ana #tea :End",
    )
    members = {member.nick: member for member in talk.buffer("#tea").members.values()}
    bia, robo = members["bia"], members["robo"]
    assert (bia.away, bia.bot, bia.account, bia.realname) == (True, False, "", "Bia Silva")
    assert (robo.away, robo.bot, robo.account) == (False, True, "robot")
    talk.hears(":bia!b@host SETNAME :Bianca")
    assert talk.buffer("#tea").members[Folded("bia")].realname == "Bianca"


def test_a_list_of_members_is_painted_anew_when_somebody_is_known_to_be_away(tea: Talk) -> None:
    before = tea.buffer("#tea").members.version
    tea.hears(":irc 352 ana #tea b host irc bia G :0 Bia")
    assert tea.buffer("#tea").members.version > before
    before = tea.buffer("#tea").members.version
    tea.hears(":irc 352 ana #tea b host irc bia G :0 Bia")
    assert tea.buffer("#tea").members.version == before


def joined_many(count: int) -> Talk:
    talk = Talk.entered("no-implicit-names")
    for number in range(count):
        talk.hears(f":ana!a@h JOIN #c{number}")
    return talk


def test_where_the_server_does_not_tell_it_is_asked_who_is_there() -> None:
    talk = joined_many(1)
    assert "NAMES #c0" in talk.sent()
    talk.hears(":irc 353 ana = #c0 :ana bia", ":irc 366 ana #c0 :End")
    assert talk.members("#c0") == ["ana", "bia"]
    assert talk.shows("#c0") == []


def test_of_many_channels_only_those_that_are_opened_are_asked_about() -> None:
    talk = joined_many(15)
    asked = [line for line in talk.sent() if line.startswith("NAMES")]
    assert asked == [f"NAMES #c{number}" for number in range(10)]
    talk.session.foreground = talk.buffer("#c12")
    talk.session.foreground = talk.buffer("#c3")
    talk.session.foreground = talk.buffer("#c12")
    assert talk.sent() == ["NAMES #c12"]


def test_a_server_that_tells_by_itself_is_not_asked(talk: Talk) -> None:
    assert not [line for line in talk.answers(":ana!a@h JOIN #tea") if line.startswith("NAMES")]

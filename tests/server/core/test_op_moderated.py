"""Channel mode U: what those without a rank say is for the operators."""

import pytest

from tests.server.world import Person, World


@pytest.fixture
def channel(net: World) -> list[Person]:
    """An operator, a half-operator, somebody with a voice, and two without."""
    people = net.join("#tea", "oper", "half", "voiced", "plain", "other")
    people[0].says("MODE #tea +hvU half voiced")
    net.settle()
    return people


def test_only_operators_hear_those_without_a_rank(net: World, channel: list[Person]) -> None:
    oper, half, _voiced, plain, _other = channel
    plain.says("PRIVMSG #tea :may I ask?")
    assert oper.hears() == half.hears() == [":plain!plain@host PRIVMSG #tea :may I ask?"]
    plain.says("NOTICE #tea psst")
    assert oper.hears() == half.hears() == [":plain!plain@host NOTICE #tea psst"]
    assert net.is_quiet()


def test_everybody_hears_those_who_have_one(net: World, channel: list[Person]) -> None:
    voiced = channel[2]
    voiced.says("PRIVMSG #tea :a lecture")
    for person in channel:
        expected = [] if person is voiced else [":voiced!voiced@host PRIVMSG #tea :a lecture"]
        assert person.hears() == expected


def test_words_to_ranks_go_no_lower_than_operators(net: World, channel: list[Person]) -> None:
    oper, half, _voiced, plain, _other = channel
    plain.says("PRIVMSG +#tea help")
    assert oper.hears() == half.hears() == [":plain!plain@host PRIVMSG +#tea help"]
    assert net.is_quiet()


def test_several_lines_in_a_go_are_for_operators_too(net: World, channel: list[Person]) -> None:
    oper, _half, _voiced, plain, other = channel
    net.node.receive_speech(plain.id, "#tea", ("one", "two"), net.node.now())
    assert oper.hears() == [
        ":plain!plain@host PRIVMSG #tea one",
        ":plain!plain@host PRIVMSG #tea two",
    ]
    assert other.hears() == []


def test_other_connections_and_those_with_echo_see_what_was_said(net: World) -> None:
    oper, plain = net.join("#tea", "oper", net.enter("plain", "echo-message"))
    oper.says("MODE #tea +U")
    net.settle()
    plain.says("PRIVMSG #tea hi")
    assert plain.hears() == oper.hears() == [":plain!plain@host PRIVMSG #tea hi"]


def test_what_others_may_not_hear_is_not_kept(net: World) -> None:
    oper, plain = net.join("#tea", "oper", "plain")
    oper.says("MODE #tea +U")
    plain.says("PRIVMSG #tea :a secret")
    oper.says("PRIVMSG #tea :an answer")
    asker = net.enter("asker", "draft/chathistory", "batch")
    net.join("#tea", asker)
    said = [line for line in asker.asks("CHATHISTORY LATEST #tea * 10") if "PRIVMSG" in line]
    assert [line.rpartition(" :")[2] for line in said] == ["an answer"]


def test_reasons_and_topics_are_no_way_around(net: World, channel: list[Person]) -> None:
    oper, _half, _voiced, plain, other = channel
    oper.says("MODE #tea -t")
    net.settle()
    plain.says("TOPIC #tea :buy here")
    assert plain.hears() == [":tui-chat.local 404 plain #tea :Cannot send to channel"]
    plain.says("PART #tea :buy here")
    assert oper.hears() == [":plain!plain@host PART #tea"]
    other.says("QUIT :buy here")
    assert oper.hears() == [":other!other@host QUIT Quit"]


def test_outsiders_are_heard_by_operators_where_they_may_speak(net: World) -> None:
    oper, plain = net.join("#tea", "oper", "plain")
    oper.says("MODE #tea +U-n")
    outsider = net.enter("outsider")
    net.settle()
    outsider.says("PRIVMSG #tea hello")
    assert oper.hears() == [":outsider!outsider@host PRIVMSG #tea hello"]
    assert plain.hears() == []

"""What is known of people besides their nicknames."""

import pytest

from tests.client.session.channels.test_user_metadata_protocol import described
from tests.client.session.talk import Talk
from tui_chat.client.events import Changed


def test_a_persons_values_stand_beside_their_nickname_where_one_talks_with_them() -> None:
    talk = described()
    talk.hears(
        ":bia!b@h METADATA bia display-name * :Bia Souza",
        ":irc 761 ana bia status * :at lunch",
        ":bia!b@h PRIVMSG ana :hi",
    )
    assert Changed() in talk.happened()
    assert talk.buffer("bia").topic == "“Bia Souza” · “at lunch”"
    assert talk.buffer("bia").name == "bia"
    talk.hears(":irc 766 ana bia status :Key not set", ":bia!b@h METADATA bia display-name *")
    assert talk.buffer("bia").topic == ""


def test_they_go_with_the_person_and_not_with_the_nickname() -> None:
    talk = described()
    talk.hears(":bia!b@h PRIVMSG ana :hi", ":bia!b@h METADATA bia status * :here")
    talk.hears(":bia!b@h NICK bea", ":bea!b@h PRIVMSG ana :it is me")
    talk.hears(":caio!c@h NICK bia", ":bia!c@h PRIVMSG ana :I am bia")
    assert talk.buffer("bea").topic == "“here”"
    assert talk.buffer("bia").topic == ""
    talk.hears(":bea!b@h QUIT :Bye")
    assert talk.buffer("bea").topic == ""


def test_what_they_say_is_bounded_and_harmless() -> None:
    talk = described()
    talk.hears(":bia!b@h PRIVMSG ana :hi", f":bia!b@h METADATA bia status * :\x1b[2J{'x' * 400}")
    topic = talk.buffer("bia").topic
    assert "\x1b" not in topic
    assert len(topic) <= 300
    talk.hears(":bia!b@h METADATA bia unheard-of * :x", ":bia!b@h METADATA #tea status * :x")
    assert talk.buffer("bia").topic == topic


def test_of_no_more_people_than_that_anything_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tui_chat.client.session.nicknames.user_metadata_store.MOST", 3)
    talk = described()
    for number in range(9):
        talk.hears(f":irc METADATA p{number} status * :here")
    assert len(talk.session._state.descriptions) == 3


def test_who_runs_the_network_is_seen_by_each_message() -> None:
    talk = Talk.entered("message-tags draft/oper-tag")
    talk.hears("@draft/oper=root :root!r@h PRIVMSG ana :hello")
    assert talk.buffer("root").topic == "runs this network"
    talk.hears(":root!x@h PRIVMSG ana :send me your password")
    assert talk.buffer("root").topic == ""


def test_without_the_capability_the_tag_says_nothing() -> None:
    talk = Talk.entered("message-tags")
    talk.hears("@draft/oper :root!r@h PRIVMSG ana :hello")
    assert talk.buffer("root").topic == ""

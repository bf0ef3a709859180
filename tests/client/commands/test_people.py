from tests.client.commands.noted_context import NotedContext


def test_nick_away_and_back(channel_context: NotedContext) -> None:
    assert channel_context.types("/nick anita") == ["NICK anita"]
    assert channel_context.types("/away at lunch") == ["AWAY :at lunch"]
    assert channel_context.types("/away") == ["AWAY"]
    assert channel_context.types("/away") == ["AWAY away"]
    assert channel_context.types("/back") == ["AWAY"]


def test_a_name_with_a_space_is_not_sent(channel_context: NotedContext) -> None:
    assert channel_context.types("/nick ana maria") == ["complain Nicknames can't contain spaces."]


def test_names_of_here_or_elsewhere(channel_context: NotedContext) -> None:
    assert channel_context.types("/names") == ["NAMES #tea"]
    assert channel_context.types("/names #ops") == ["NAMES #ops"]


def test_whois_is_about_the_one_we_talk_with_or_ourselves(
    channel_context: NotedContext, person_context: NotedContext
) -> None:
    assert channel_context.types("/whois bia") == ["WHOIS bia"]
    assert channel_context.types("/whois") == ["WHOIS ana"]
    assert person_context.types("/whois") == ["WHOIS caio"]


def test_invite_asks_into_this_channel_or_another(channel_context: NotedContext) -> None:
    assert channel_context.types("/invite caio") == ["INVITE caio #tea"]
    assert channel_context.types("/convidar caio #ops") == ["INVITE caio #ops"]


def test_people_and_channels_may_be_several(channel_context: NotedContext) -> None:
    assert channel_context.types("/whois bia,caio") == ["WHOIS bia", "WHOIS caio"]
    assert channel_context.types("/names #tea,#cake") == ["NAMES #tea", "NAMES #cake"]
    assert channel_context.types("/invite bia,caio #cake") == [
        "INVITE bia #cake",
        "INVITE caio #cake",
    ]


def test_describe_tells_others_about_oneself(channel_context: NotedContext) -> None:
    channel_context.talk.hears(":irc CAP * ACK :draft/metadata-2")
    channel_context.talk.sent()
    assert channel_context.types("/describe name Ana Lima") == [
        "METADATA * SET display-name :Ana Lima"
    ]
    assert channel_context.types("/describe status") == ["METADATA * SET status"]
    (nothing,) = channel_context.types("/describe")
    assert "nothing about you yet" in nothing
    (complaint,) = channel_context.types("/describe age 7")
    assert "You can describe your name" in complaint


def test_who_is_about_a_channel_or_a_person(channel_context: NotedContext) -> None:
    assert channel_context.types("/who") == ["NAMES #tea"]
    assert channel_context.types("/who tea") == ["NAMES #tea"]
    assert channel_context.types("/who bia") == ["WHOIS bia"]


def test_who_in_a_conversation_is_about_that_person(person_context: NotedContext) -> None:
    assert person_context.types("/who") == ["WHOIS caio"]


def test_people_are_listed_in_a_channel(channel_context: NotedContext) -> None:
    assert channel_context.types("/people") == ["people"]


def test_a_nickname_for_later_is_taken_note_of(channel_context: NotedContext) -> None:
    talk = channel_context.talk
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    (told,) = channel_context.types("/nick anita")
    assert told.endswith("You will be anita once connected. /reconnect to try now")
    assert talk.session.nick == "anita"

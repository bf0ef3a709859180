from tests.client.commands.desk import NotedDesk


def test_nick_away_and_back(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/nick anita") == ["NICK anita"]
    assert channel_desk.types("/away at lunch") == ["AWAY :at lunch"]
    assert channel_desk.types("/away") == ["AWAY"]
    assert channel_desk.types("/away") == ["AWAY away"]
    assert channel_desk.types("/back") == ["AWAY"]


def test_a_name_with_a_space_is_not_sent(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/nick ana maria") == ["complain A nickname has no spaces."]


def test_names_of_here_or_elsewhere(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/names") == ["NAMES #tea"]
    assert channel_desk.types("/names #ops") == ["NAMES #ops"]


def test_whois_is_about_the_one_we_talk_with_or_ourselves(
    channel_desk: NotedDesk, person_desk: NotedDesk
) -> None:
    assert channel_desk.types("/whois bia") == ["WHOIS bia"]
    assert channel_desk.types("/whois") == ["WHOIS ana"]
    assert person_desk.types("/whois") == ["WHOIS caio"]


def test_invite_asks_into_this_channel_or_another(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/invite caio") == ["INVITE caio #tea"]
    assert channel_desk.types("/convidar caio #ops") == ["INVITE caio #ops"]


def test_people_and_channels_may_be_several(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/whois bia,caio") == ["WHOIS bia", "WHOIS caio"]
    assert channel_desk.types("/names #tea,#cake") == ["NAMES #tea", "NAMES #cake"]
    assert channel_desk.types("/invite bia,caio #cake") == [
        "INVITE bia #cake",
        "INVITE caio #cake",
    ]

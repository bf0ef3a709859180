from tests.client.session.talk import Talk
from tui_chat.client.events import ChannelsListed, Listing


def test_the_channels_are_told_the_fullest_first(talk: Talk) -> None:
    talk.session.ask_list("#t*")
    assert talk.sent() == ["LIST #t*"]
    talk.hears(
        ":irc 321 ana Channel :Users  Name",
        ":irc 322 ana #tiny 1 :",
        ":irc 322 ana #tea 12 :Assam or \x02Darjeeling\x02",
        ":irc 322 ana #trick lots :of people",
        ":irc 323 ana :End",
    )
    assert talk.shows("") == [
        "#tea: 12 people · Assam or Darjeeling",
        "#tiny: 1 person",
        "#trick: 0 people · of people",
    ]
    assert talk.happened()[-1] == ChannelsListed(
        (
            Listing("#tea", 12, "Assam or Darjeeling"),
            Listing("#tiny", 1, ""),
            Listing("#trick", 0, "of people"),
        ),
        cut=False,
    )


def test_a_server_with_a_hundred_thousand_channels_is_cut_short(talk: Talk) -> None:
    talk.session.ask_list()
    talk.hears(*(f":irc 322 ana #c{number} 1 :" for number in range(20_050)))
    talk.hears(":irc 323 ana :End")
    listed = talk.happened()[-1]
    assert isinstance(listed, ChannelsListed)
    assert (len(listed.channels), listed.cut) == (20_000, True)
    assert talk.shows("")[-1] == "… and 19900 more."


def test_a_channel_is_about_its_topic_and_not_its_modes(talk: Talk) -> None:
    talk.session.ask_list()
    talk.hears(
        ":irc 322 ana #a 1 :[+nt]",
        ":irc 322 ana #b 1 :[+ntl 20] Tea time",
        ":irc 322 ana #c 1 :[+1] means I agree",
        ":irc 323 ana :End",
    )
    assert talk.shows("") == [
        "#a: 1 person",
        "#b: 1 person \u00b7 Tea time",
        "#c: 1 person \u00b7 [+1] means I agree",
    ]

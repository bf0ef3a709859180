"""What people say of themselves."""

from tests.client.session.talk import Talk

OFFER = "batch draft/metadata-3"


def described() -> Talk:
    talk = Talk.entered(OFFER)
    talk.joins("#tea", "bia")
    return talk


def test_values_are_subscribed_to_after_the_welcome() -> None:
    talk = Talk()
    talk.connects(OFFER)
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "METADATA * SUB display-name pronouns status homepage avatar" in talk.sent()
    before = talk.shows("")
    talk.hears(":irc 770 ana display-name status", ":irc 774 ana #tea 10")
    assert talk.shows("") == before


def test_only_the_newer_of_two_drafts_is_asked_for() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":irc CAP * LS :draft/metadata-2 draft/metadata-3")
    assert "draft/metadata-2" not in " ".join(talk.sent())


def test_we_say_something_of_ourselves() -> None:
    talk = described()
    talk.session.describe_me("status", "reading")
    talk.session.describe_me("status", "")
    assert talk.sent() == ["METADATA * SET status reading", "METADATA * SET status"]
    talk.hears(":irc 761 ana ana status * :reading")
    assert talk.shows("")[-1] == "Others can now see: status: reading"
    assert talk.session.my_description() == ["status: reading"]
    talk.session.describe_me("status", "")
    talk.hears(":irc 766 ana ana status :Key not set")
    assert talk.shows("")[-1] == "Others can no longer see that."
    assert talk.session.my_description() == []


def test_a_server_that_keeps_nothing_is_said_to(talk: Talk) -> None:
    talk.session.describe_me("status", "here")
    assert talk.sent() == []
    assert "support descriptions" in talk.refused()[0]


def test_whois_tells_them_too() -> None:
    talk = described()
    talk.session.whois("bia")
    talk.hears(
        ":irc 311 ana bia b h * :Bia",
        ":irc 760 ana bia display-name * :Bia Souza",
        ":irc 760 ana bia secret-key * :x",
        ":irc 318 ana bia :End",
    )
    assert talk.shows("")[-1] == "bia\n· is “Bia”, from b@h\n· goes by Bia Souza"

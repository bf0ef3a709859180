from tests.client.session.talk import Talk
from tui_chat.client.events import Changed


def test_the_topic_is_known_from_joining_without_a_line(tea: Talk) -> None:
    tea.hears(":irc 332 ana #tea :Assam \x02or\x02 Darjeeling?")
    assert tea.buffer("#tea").topic == "Assam or Darjeeling?"
    assert tea.happened() == [Changed()]
    assert tea.shows("#tea") == []


def test_a_new_topic_is_told(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.hears(":bia!b@host TOPIC #tea :Mate")
    assert (buffer.topic, tea.happened()) == ("Mate", [Changed()])
    tea.hears(":bia!b@host TOPIC #tea :")
    assert (buffer.topic, tea.happened()) == ("", [Changed()])
    assert tea.shows("#tea") == ["bia set the topic: Mate", "bia removed the topic"]


def test_a_topic_that_was_asked_for_is_told(tea: Talk) -> None:
    tea.session.ask_topic("#tea")
    assert tea.sent() == ["TOPIC #tea"]
    tea.hears(":irc 331 ana #tea :No topic is set")
    assert tea.shows("#tea") == ["No topic is set."]


def test_the_topic_of_another_channel_is_told_where_the_person_looks(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(":irc 332 ana #ops :Uptime", ":irc 331 ana #new :No topic is set")
    assert tea.shows("#tea") == ["The topic of #ops: Uptime", "#new has no topic."]

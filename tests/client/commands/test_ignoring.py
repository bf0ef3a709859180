from tests.client.commands.desk import NotedDesk
from tui_chat.client.session import Level, Levels
from tui_chat.client.session.model.rules import MOST_WORDS


def test_ignoring_and_hearing_again(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/ignore") == ["tell Nobody is ignored."]
    assert channel_desk.types("/ignore bia") == [
        "tell Nothing of bia is shown any more; /unignore bia ends it."
    ]
    channel_desk.types("/mute caio")
    assert channel_desk.types("/ignorar") == ["tell Not heard: bia caio"]
    assert channel_desk.types("/unignore bia") == ["tell bia is heard again."]
    assert channel_desk.types("/unignore bia") == ["complain bia is not ignored."]
    channel_desk.types("/ignore *!*@spam.example")
    assert channel_desk.types("/unignore *!*@spam.example") == [
        "tell *!*@spam.example is heard again."
    ]


def test_muting_a_page_and_back(channel_desk: NotedDesk, person_desk: NotedDesk) -> None:
    assert channel_desk.types("/mute") == ["tell Nothing that is said here calls you or counts."]
    assert channel_desk.types("/mute") == ["tell What is said here calls you when it names you."]
    person_desk.types("/silenciar")
    assert person_desk.types("/mute") == ["tell Everything that is said here calls you."]


def test_levels_are_set_and_told(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/notify all") == ["tell Everything that is said here calls you."]
    assert channel_desk.types("/notify") == ["tell Everything that is said here calls you."]
    assert channel_desk.types("/avisos nada") == [
        "tell Nothing that is said here calls you or counts."
    ]
    assert channel_desk.types("/notify loud") == ["complain It is one of: all, mentions, nothing."]


def test_a_place_that_was_muted_is_as_it_is_configured_again(channel_desk: NotedDesk) -> None:
    channel_desk.session.use_levels(Levels(Level.ALL))
    channel_desk.types("/mute")
    assert channel_desk.types("/mute") == ["tell Everything that is said here calls you."]


def test_a_place_that_is_quiet_by_configuration_can_be_heard(channel_desk: NotedDesk) -> None:
    channel_desk.session.use_levels(Levels(Level.NOTHING))
    assert channel_desk.types("/mute") == ["tell What is said here calls you when it names you."]


def test_words_that_call_are_added_told_and_taken_away(channel_desk: NotedDesk) -> None:
    assert channel_desk.types("/highlight") == ["tell Only your name calls you."]
    assert channel_desk.types("/highlight deploy") == [
        "tell deploy calls you from now on; /unhighlight deploy ends it."
    ]
    assert channel_desk.types("/highlight Deploy") == ["tell Deploy calls you already."]
    channel_desk.types("/destacar tea pot")
    assert channel_desk.types("/hi") == ["tell What calls you besides your name: deploy, tea pot"]
    assert channel_desk.types("/unhighlight DEPLOY") == ["tell deploy calls you no more."]
    assert channel_desk.types("/semdestaque deploy") == ["complain deploy does not call you."]


def test_words_that_call_have_an_end(channel_desk: NotedDesk) -> None:
    for number in range(MOST_WORDS):
        channel_desk.types(f"/highlight word{number}")
    assert channel_desk.types("/highlight one more") == [
        "complain So many words call you: /unhighlight one of them first."
    ]


def test_people_who_are_ignored_may_be_several(channel_desk: NotedDesk) -> None:
    channel_desk.types("/ignore bia,caio")
    channel_desk.types("/mute dora,eva")
    rules = channel_desk.session.rules
    assert (rules.ignored, rules.muted) == (["bia!*@*", "caio!*@*"], ["dora!*@*", "eva!*@*"])
    assert channel_desk.types("/unignore bia,caio") == [
        "tell bia is heard again.",
        "tell caio is heard again.",
    ]

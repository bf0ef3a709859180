from tests.client.commands.noted_context import NotedContext
from tui_chat.client.session import Level, Levels
from tui_chat.client.session.model.rules import MOST_WORDS


def test_ignoring_and_hearing_again(channel_context: NotedContext) -> None:
    assert channel_context.types("/ignore") == ["tell Nobody is ignored."]
    assert channel_context.types("/ignore bia") == [
        "tell Nothing of bia is shown any more; /unignore bia ends it."
    ]
    channel_context.types("/mute caio")
    assert channel_context.types("/ignorar") == ["tell Not heard: bia caio"]
    assert channel_context.types("/unignore bia") == ["tell bia is heard again."]
    assert channel_context.types("/unignore bia") == ["complain bia is not ignored."]
    channel_context.types("/ignore *!*@spam.example")
    assert channel_context.types("/unignore *!*@spam.example") == [
        "tell *!*@spam.example is heard again."
    ]


def test_muting_a_page_and_back(
    channel_context: NotedContext, person_context: NotedContext
) -> None:
    assert channel_context.types("/mute") == ["tell Nothing that is said here calls you or counts."]
    assert channel_context.types("/mute") == ["tell What is said here calls you when it names you."]
    person_context.types("/silenciar")
    assert person_context.types("/mute") == ["tell Everything that is said here calls you."]


def test_levels_are_set_and_told(channel_context: NotedContext) -> None:
    assert channel_context.types("/notify all") == ["tell Everything that is said here calls you."]
    assert channel_context.types("/notify") == ["tell Everything that is said here calls you."]
    assert channel_context.types("/avisos nada") == [
        "tell Nothing that is said here calls you or counts."
    ]
    assert channel_context.types("/notify loud") == [
        "complain It is one of: all, mentions, nothing."
    ]


def test_a_place_that_was_muted_is_as_it_is_configured_again(channel_context: NotedContext) -> None:
    channel_context.session.use_levels(Levels(Level.ALL))
    channel_context.types("/mute")
    assert channel_context.types("/mute") == ["tell Everything that is said here calls you."]


def test_a_place_that_is_quiet_by_configuration_can_be_heard(channel_context: NotedContext) -> None:
    channel_context.session.use_levels(Levels(Level.NOTHING))
    assert channel_context.types("/mute") == ["tell What is said here calls you when it names you."]


def test_words_that_call_are_added_told_and_taken_away(channel_context: NotedContext) -> None:
    assert channel_context.types("/highlight") == ["tell Only your name calls you."]
    assert channel_context.types("/highlight deploy") == [
        "tell deploy calls you from now on; /unhighlight deploy ends it."
    ]
    assert channel_context.types("/highlight Deploy") == ["tell Deploy calls you already."]
    channel_context.types("/destacar tea pot")
    assert channel_context.types("/hi") == [
        "tell What calls you besides your name: deploy, tea pot"
    ]
    assert channel_context.types("/unhighlight DEPLOY") == ["tell deploy calls you no more."]
    assert channel_context.types("/semdestaque deploy") == ["complain deploy does not call you."]


def test_words_that_call_have_an_end(channel_context: NotedContext) -> None:
    for number in range(MOST_WORDS):
        channel_context.types(f"/highlight word{number}")
    assert channel_context.types("/highlight one more") == [
        "complain So many words call you: /unhighlight one of them first."
    ]


def test_people_who_are_ignored_may_be_several(channel_context: NotedContext) -> None:
    channel_context.types("/ignore bia,caio")
    channel_context.types("/mute dora,eva")
    rules = channel_context.session.rules
    assert (rules.ignored, rules.muted) == (["bia!*@*", "caio!*@*"], ["dora!*@*", "eva!*@*"])
    assert channel_context.types("/unignore bia,caio") == [
        "tell bia is heard again.",
        "tell caio is heard again.",
    ]

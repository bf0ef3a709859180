from tests.client.commands.noted_context import NotedContext
from tui_chat.client.session import Level, Levels
from tui_chat.client.session.model.ignore_and_highlight_rules import MOST_WORDS


def test_ignoring_and_hearing_again(channel_context: NotedContext) -> None:
    assert channel_context.types("/ignore") == ["tell Nobody is ignored."]
    assert channel_context.types("/ignore bia") == ["tell Ignoring bia. /unignore bia to undo"]
    channel_context.types("/mute caio")
    assert channel_context.types("/ignorar") == ["tell Ignored: bia caio"]
    assert channel_context.types("/unignore bia") == ["tell No longer ignoring bia."]
    assert channel_context.types("/unignore bia") == ["complain bia is not ignored."]
    channel_context.types("/ignore *!*@spam.example")
    assert channel_context.types("/unignore *!*@spam.example") == [
        "tell No longer ignoring *!*@spam.example."
    ]


def test_muting_a_page_and_back(
    channel_context: NotedContext, person_context: NotedContext
) -> None:
    assert channel_context.types("/mute") == [
        "tell Muted: nothing here notifies you or counts as unread. /unmute to undo"
    ]
    assert channel_context.types("/mute") == [
        "tell Messages here notify you when they mention you."
    ]
    person_context.types("/silenciar")
    assert person_context.types("/mute") == ["tell Every message here notifies you."]


def test_levels_are_set_and_told(channel_context: NotedContext) -> None:
    assert channel_context.types("/notify all") == ["tell Every message here notifies you."]
    assert channel_context.types("/notify") == [
        "tell Every message here notifies you. /notify all, mentions or nothing"
    ]
    assert channel_context.types("/avisos nada") == [
        "tell Muted: nothing here notifies you or counts as unread. /unmute to undo"
    ]
    assert channel_context.types("/notify loud") == [
        "complain Choose one of: all, mentions, nothing."
    ]


def test_a_place_that_was_muted_is_as_it_is_configured_again(channel_context: NotedContext) -> None:
    channel_context.session.use_levels(Levels(Level.ALL))
    channel_context.types("/mute")
    assert channel_context.types("/mute") == ["tell Every message here notifies you."]


def test_a_place_that_is_quiet_by_configuration_can_be_heard(channel_context: NotedContext) -> None:
    channel_context.session.use_levels(Levels(Level.NOTHING))
    assert channel_context.types("/mute") == [
        "tell Messages here notify you when they mention you."
    ]


def test_words_that_call_are_added_told_and_taken_away(channel_context: NotedContext) -> None:
    assert channel_context.types("/highlight") == ["tell Only your nickname notifies you."]
    assert channel_context.types("/highlight deploy") == [
        "tell deploy notifies you now. /unhighlight deploy to undo"
    ]
    assert channel_context.types("/highlight Deploy") == ["tell Deploy already notifies you."]
    channel_context.types("/destacar tea pot")
    assert channel_context.types("/hi") == ["tell Words that notify you: deploy, tea pot"]
    assert channel_context.types("/unhighlight DEPLOY") == ["tell deploy no longer notifies you."]
    assert channel_context.types("/semdestaque deploy") == ["complain deploy does not notify you."]


def test_words_that_call_have_an_end(channel_context: NotedContext) -> None:
    for number in range(MOST_WORDS):
        channel_context.types(f"/highlight word{number}")
    assert channel_context.types("/highlight one more") == [
        "complain Too many words notify you. /unhighlight one first."
    ]


def test_people_who_are_ignored_may_be_several(channel_context: NotedContext) -> None:
    channel_context.types("/ignore bia,caio")
    channel_context.types("/mute dora,eva")
    rules = channel_context.session.rules
    assert (rules.ignored, rules.muted) == (["bia!*@*", "caio!*@*"], ["dora!*@*", "eva!*@*"])
    assert channel_context.types("/unignore bia,caio") == [
        "tell No longer ignoring bia.",
        "tell No longer ignoring caio.",
    ]


def test_unmuting_a_person_or_a_channel(channel_context: NotedContext) -> None:
    assert channel_context.types("/mute caio") == [
        "tell caio no longer notifies you. /unmute caio to undo"
    ]
    channel_context.types("/ignore bia")
    assert channel_context.types("/unmute caio") == ["tell caio notifies you again."]
    assert channel_context.types("/unmute caio") == ["complain caio is not muted."]
    assert channel_context.types("/unmute bia") == ["complain bia is not muted."]
    assert channel_context.types("/ignore") == ["tell Ignored: bia"]
    channel_context.types("/mute")
    heard = ["tell Messages here notify you when they mention you."]
    assert channel_context.types("/unmute") == heard
    assert channel_context.types("/unmute") == heard

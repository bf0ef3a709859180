import pytest

from tests.client.commands.noted_context import NotedContext
from tests.client.session.talk import Talk
from tui_chat.client.commands.message_actions import take_as_reaction


@pytest.fixture
def context() -> NotedContext:
    """In #tea, where bia said m1, we m2."""
    talk = Talk.entered("echo-message message-tags draft/message-redaction")
    talk.joins("#tea", "bia")
    talk.hears("@msgid=m1 :bia!b@h PRIVMSG #tea :tea?", "@msgid=m2 :ana!a@h PRIVMSG #tea :yse")
    return NotedContext(talk, "#tea")


def test_replies_and_reactions_are_to_the_last_message_of_another(context: NotedContext) -> None:
    assert context.types("/reply yes, please") == [
        "@+draft/reply=m1;+reply=m1 PRIVMSG #tea :yes, please"
    ]
    assert context.types("/react 👍") == ["@+draft/reply=m1;+reply=m1;+draft/react=👍 TAGMSG #tea"]


@pytest.mark.parametrize("written", [":tada:", "tada", "🎉"])
def test_an_emoji_to_react_with_may_be_given_by_its_name(
    context: NotedContext, written: str
) -> None:
    assert context.types(f"/react {written}")[0].endswith("draft/react=🎉 TAGMSG #tea")


@pytest.mark.parametrize("written", ["nonsense", ":nonsense:", "a🎉", "1"])
def test_what_is_no_emoji_is_no_reaction(context: NotedContext, written: str) -> None:
    assert context.types(f"/react {written}") == [
        f"complain {written} is not an emoji. Try /react :tada:"
    ]


def test_edits_and_deletions_are_of_our_last_message(context: NotedContext) -> None:
    assert context.types("/edit yes") == ["@+draft/edit=m2 PRIVMSG #tea yes"]
    assert context.types("/delete") == ["REDACT #tea m2"]
    assert context.types("/apagar a typo") == ["REDACT #tea m2 :a typo"]


def test_where_nothing_was_said_there_is_nothing_to_answer(person_context: NotedContext) -> None:
    for line in ("/reply hm", "/react 👍", "/edit x", "/delete"):
        assert person_context.types(line) == ["complain There is no message here to act on."]


def test_search_looks_everywhere(context: NotedContext) -> None:
    assert context.types("/buscar green tea") == []
    assert [type(event).__name__ for event in context.talk.happened()][-1] == "SearchAnswered"


@pytest.mark.parametrize("typed", ["+:tada:", "+🎉"])
def test_a_plus_and_an_emoji_react_to_the_last_message_of_another(
    context: NotedContext, typed: str
) -> None:
    assert take_as_reaction(context, typed)
    [sent] = context.talk.sent()
    assert sent == "@+draft/reply=m1;+reply=m1;+draft/react=🎉 TAGMSG #tea"


@pytest.mark.parametrize(
    "typed", ["+1", "+", "+:nonsense:", "+± 5", "+🎉 yes", "a+🎉", "+é", "+" * 999]
)
def test_what_is_no_plus_and_emoji_is_said(context: NotedContext, typed: str) -> None:
    assert not take_as_reaction(context, typed)


@pytest.mark.parametrize("typed", ["+:tada:", "+🎉"])
def test_where_nobody_can_react_it_is_said_to_the_person_alone(
    person_context: NotedContext, typed: str
) -> None:
    assert take_as_reaction(person_context, typed)
    person_context.talk.hears(":caio!c@h PRIVMSG ana :hello")
    assert take_as_reaction(person_context, typed)
    assert person_context.notes == [
        "complain There is no message here to act on.",
        "complain Reactions cannot be sent here. To send the emoji, leave out the +",
    ]
    assert person_context.talk.sent() == []

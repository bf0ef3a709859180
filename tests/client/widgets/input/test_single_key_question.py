"""Questions that the next key answers."""

from textual import events

from tui_chat.client.widgets.input.single_key_question import Question


def asked() -> tuple[Question, list[str], list[str]]:
    """A question, the texts that were shown, and the keys that answered."""
    shown: list[str] = []
    answers: list[str] = []
    question = Question(shown.append)

    def answer(event: events.Key) -> bool:
        answers.append(event.key)
        return event.key == "y"

    question.ask("Sure?", answer)
    return question, shown, answers


def test_the_next_key_answers_and_does_nothing_more_if_that_was_all() -> None:
    question, shown, answers = asked()
    key = events.Key("y", "y")
    assert question.take(key)
    assert (answers, shown, key._stop_propagation) == (["y"], ["Sure?", ""], True)
    assert not question.take(events.Key("y", "y"))


def test_another_key_closes_the_question_and_goes_on() -> None:
    question, shown, answers = asked()
    key = events.Key("a", "a")
    assert not question.take(key)
    assert (answers, shown, key._stop_propagation) == (["a"], ["Sure?", ""], False)


def test_a_withdrawn_question_is_not_answered() -> None:
    question, shown, answers = asked()
    question.withdraw()
    question.withdraw()
    assert not question.take(events.Key("y", "y"))
    assert (answers, shown) == ([], ["Sure?", ""])

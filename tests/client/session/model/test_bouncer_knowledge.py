"""What is known of a bouncer, at first."""

from tui_chat.client.session.model.bouncer_knowledge import BouncerKnowledge


def test_at_first_nothing_is_known() -> None:
    knowledge = BouncerKnowledge()
    assert (knowledge.listed, knowledge.followed, knowledge.was_told_of_none) == (None, None, False)

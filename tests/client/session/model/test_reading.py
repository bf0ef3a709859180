"""Up to where places were read: known before they are open, and after they are closed."""

from tests.client.session.talk import NOON, Talk


def test_a_place_that_opens_was_read_as_far_as_it_was_in_the_last_run(talk: Talk) -> None:
    talk.session.restore({"#tea": NOON - 60})
    talk.joins("#tea")
    assert talk.buffer("#tea").read_at == NOON - 60


def test_a_place_that_was_closed_is_as_read_as_it_was(talk: Talk) -> None:
    talk.session.restore({"#tea": NOON - 60})
    talk.joins("#tea")
    talk.session.close(talk.buffer("#tea"))
    assert talk.session.positions == {"#tea": NOON - 60}
    talk.joins("#tea")
    assert talk.buffer("#tea").read_at == NOON - 60


def test_the_last_run_is_not_older_than_what_it_saw(talk: Talk) -> None:
    talk.session.restore({}, seen=NOON - 60)
    assert talk.session.seen == NOON - 60

"""The comparison itself: it must notice every way in which a history can be wrong."""

from tests.durability.sightings import Sighting, differences

ONE, TWO, THREE = (Sighting(str(n), "a!a@h", "PRIVMSG", ("#t", f"m{n}"), "noon") for n in (1, 2, 3))


def test_a_history_that_holds_what_all_saw_is_right() -> None:
    assert differences([ONE, TWO, THREE], {"ana": [ONE, TWO], "bob": [TWO, THREE]}) == []


def test_what_is_missing_is_noticed() -> None:
    assert "lacks" in differences([ONE], {"ana": [ONE, TWO]})[0]


def test_what_is_there_twice_is_noticed() -> None:
    assert "kept 2 times" in differences([ONE, ONE], {})[0]


def test_what_was_shown_twice_is_noticed() -> None:
    assert "shown twice" in differences([ONE], {"ana": [ONE, ONE]})[0]


def test_another_order_is_noticed() -> None:
    assert "order" in differences([ONE, TWO], {"ana": [TWO, ONE]})[0]


def test_another_text_under_the_same_id_is_noticed() -> None:
    changed = ONE._replace(params=("#t", "other"))
    assert "lacks" in differences([changed], {"ana": [ONE]})[0]


def test_two_messages_of_one_id_are_noticed() -> None:
    changed = ONE._replace(params=("#t", "other"))
    assert "one msgid" in differences([changed, ONE], {})[0]


def test_what_was_deleted_may_be_missing_and_must_be_if_that_was_seen() -> None:
    assert differences([TWO], {"ana": [ONE, TWO]}, taken_back=["1"], gone=["1"]) == []
    assert "still there" in differences([ONE], {"ana": [ONE]}, taken_back=["1"], gone=["1"])[0]

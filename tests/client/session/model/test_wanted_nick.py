from tui_chat.client.session.model.wanted_nick import MOST_TRIES, WantedNick, is_made_up


def test_names_that_are_made_up_for_us_are_known() -> None:
    assert all(map(is_made_up, ["Guest4711", "42XAAAAAB", "Unknown12"]))
    assert not any(map(is_made_up, ["bob", "bob2", "ana|away", "r2d2"]))

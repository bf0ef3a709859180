from tui_chat.server.core.state.names_cache import NamesCache


def test_names_are_packed_once_and_newcomers_added() -> None:
    roll = NamesCache()
    roll.add("early")  # nobody has asked yet: the lines are made from all names then
    assert roll.lines(["one", "two", "three"], 9) == ["one two", "three"]
    roll.add("ten")
    roll.add("x")
    assert roll.lines(["never looked at"], 9) == ["one two", "three ten", "x"]


def test_after_a_change_the_lines_are_made_anew() -> None:
    roll = NamesCache()
    roll.lines(["one"], 9)
    roll.forget()
    assert roll.lines(["two"], 9) == ["two"]


def test_another_room_makes_other_lines() -> None:
    roll = NamesCache()
    assert roll.lines(["one", "two"], 9) == ["one two"]
    assert roll.lines(["one", "two"], 4) == ["one", "two"]


def test_room_is_counted_in_bytes() -> None:
    roll = NamesCache()
    roll.lines(["日"], 7)
    roll.add("日")
    roll.add("a")
    assert roll.lines([], 7) == ["日 日", "a"]

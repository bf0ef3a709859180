from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.wire.names import Casemapping

LATIN, CYRILLIC = "alice", "аlice"


def test_what_looks_the_same_is_found() -> None:
    found: Lookalikes[int] = Lookalikes(Casemapping.PRECIS)
    found.add(LATIN, 1)
    assert found.find(CYRILLIC) == found.find(LATIN) == 1
    assert found.find("malice") is None


def test_what_is_taken_out_is_not() -> None:
    found: Lookalikes[int] = Lookalikes(Casemapping.PRECIS)
    found.add(LATIN, 1)
    found.add(CYRILLIC, 2)
    found.remove(LATIN)
    assert found.find(LATIN) == 2
    found.remove(CYRILLIC)
    assert found.find(LATIN) is None
    assert len(found) == 0


def test_nothing_is_kept_where_names_are_ascii() -> None:
    found: Lookalikes[int] = Lookalikes(Casemapping.RFC1459)
    found.add(LATIN, 1)
    assert len(found) == 0
    assert found.find(LATIN) is None
    found.remove(LATIN)


def test_names_of_ascii_are_alike_if_they_are_equal() -> None:
    found: Lookalikes[int] = Lookalikes(Casemapping.PRECIS)
    for number, name in enumerate(("alice", "a1ice", "aIlce")):
        found.add(name, number)
    assert [found.find(name) for name in ("ALICE", "a1ice", "ailce", "a1lce")] == [0, 1, 2, None]


def test_whatever_capitals_there_are_in_either_name() -> None:
    found: Lookalikes[int] = Lookalikes(Casemapping.PRECIS)
    found.add("том", 1)
    assert found.find("Tom") == found.find("TOM") == found.find("Тоm") == 1
    found.remove("том")
    found.add("Tom", 2)
    assert found.find("том") == found.find("ТОМ") == 2
    assert found.find("Tom", besides=2) is None

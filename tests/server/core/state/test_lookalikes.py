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

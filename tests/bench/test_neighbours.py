import pytest

from bench import neighbours


@pytest.fixture
def others_take(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What `taken` will say, one after the other; the last one again and again."""
    said: list[float] = []
    monkeypatch.setattr(neighbours, "LOOK", 0.001)
    monkeypatch.setattr(neighbours, "taken", lambda: said.pop(0) if len(said) > 1 else said[0])
    return said


def test_others_are_never_said_to_give() -> None:
    assert neighbours.cores_taken(neighbours.taken() + 5, 1.0) == 0.0


def test_cores_are_seconds_of_processors_by_seconds(others_take: list[float]) -> None:
    others_take[:] = [13.0]
    assert neighbours.cores_taken(10.0, 2.0) == 1.5


def test_calm_is_awaited(others_take: list[float]) -> None:
    others_take[:] = [1.0, 2.0, 3.0]
    assert neighbours.await_calm(60)
    assert others_take == [3.0]


def test_patience_with_others_ends(others_take: list[float]) -> None:
    others_take[:] = [float(number) for number in range(99)]
    assert not neighbours.await_calm(0)

import pytest

from tui_chat.client.connect.wake_from_sleep import watch


@pytest.mark.parametrize(
    ("looks", "sleeps"),
    [
        ([0, 5, 10, 3610, 3615], [3610]),
        ([0, 5, 14, 19], []),  # a busy computer
        ([3600, 3605, 0, 5], []),  # a clock that is set back
    ],
)
async def test_each_sleep_is_noticed_once(looks: list[float], sleeps: list[float]) -> None:
    left = list(looks)
    woken: list[float] = []

    def clock() -> float:
        if not left:
            raise EOFError
        return left.pop(0)

    with pytest.raises(EOFError):
        await watch(lambda: woken.append(looks[-len(left) - 1]), step=0.0, clock=clock)
    assert woken == sleeps

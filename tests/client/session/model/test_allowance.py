from tui_chat.client.session.model.allowance import Allowance


def test_it_is_used_up_and_grows_again_with_time() -> None:
    allowance = Allowance(2, 10.0)
    assert [allowance.take(100.0) for _ in range(3)] == [True, True, False]
    assert not allowance.take(109.0)
    assert allowance.take(111.0)
    assert not allowance.take(111.5)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    allowance = Allowance(1, 10.0)
    assert allowance.take(100.0)
    assert not allowance.take(0.0)

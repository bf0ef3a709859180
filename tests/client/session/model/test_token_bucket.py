from tui_chat.client.session.model.token_bucket import TokenBucket


def test_it_is_used_up_and_grows_again_with_time() -> None:
    bucket = TokenBucket(2, 10.0)
    assert [bucket.take(100.0) for _ in range(3)] == [True, True, False]
    assert not bucket.take(109.0)
    assert bucket.take(111.0)
    assert not bucket.take(111.5)


def test_a_clock_that_goes_back_gives_nothing() -> None:
    bucket = TokenBucket(1, 10.0)
    assert bucket.take(100.0)
    assert not bucket.take(0.0)

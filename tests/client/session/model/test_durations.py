import pytest

from tui_chat.client.session.model.durations import in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7300, "2 hours"),
        (86_400, "1 day"),
        (10**12, "11574074 days"),
    ],
)
def test_a_span_of_time_in_its_largest_unit(seconds: float, words: str) -> None:
    assert in_words(seconds) == words

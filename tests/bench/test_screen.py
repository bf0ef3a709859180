import pytest

from bench.screen import showing


def test_a_painted_text_is_found_between_escape_sequences() -> None:
    with showing(("printf", r"\033[1mYour \033[31mnickname\033[0m")) as screen:
        assert screen.seconds_until("Your nickname") > 0


def test_a_text_that_is_not_painted_is_an_error_that_shows_what_was() -> None:
    with (
        showing(("printf", "something else")) as screen,
        pytest.raises(RuntimeError, match="something else"),
    ):
        screen.seconds_until("Your nickname", patience=0.3)


def test_what_is_typed_reaches_the_program() -> None:
    with showing(("sh", "-c", 'read name; echo "hello $name"')) as screen:
        screen.type("carol\n")
        assert screen.seconds_until("hello carol") > 0


def test_the_terminal_has_the_size_that_it_says() -> None:
    with showing(("stty", "size")) as screen:
        assert screen.seconds_until("30 100") > 0

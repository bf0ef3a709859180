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
        screen.seconds_until("Your nickname", patience=2.0)


def test_an_escape_sequence_may_come_in_pieces() -> None:
    script = r"printf 'a\033['; sleep 0.05; printf '31mb\033(Bc\033]0;t'; printf 'itle\007d'"
    with showing(("sh", "-c", script)) as screen:
        assert screen.seconds_until("abcd") > 0


def test_a_key_is_waited_for_until_it_is_painted() -> None:
    with showing(("sh", "-c", "printf Q; stty raw -echo; echo ready; cat")) as screen:
        screen.seconds_until("ready")
        assert screen.seconds_from_key("Q") > 0


def test_a_program_is_at_home_among_the_files_that_it_is_given() -> None:
    files = {".config/name": "carol"}
    with showing(("sh", "-c", "ls -A ~; cat ~/.config/name"), files=files) as screen:
        assert screen.seconds_until("carol") > 0
        assert screen.painted.split() == [b".config", b"carol"]


def test_what_is_typed_reaches_the_program() -> None:
    with showing(("sh", "-c", 'read name; echo "hello $name"')) as screen:
        screen.type("carol\n")
        assert screen.seconds_until("hello carol") > 0


def test_the_terminal_has_the_size_that_it_says() -> None:
    with showing(("stty", "size")) as screen:
        assert screen.seconds_until("30 100") > 0

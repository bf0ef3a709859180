import io
import json
import logging
import re
import threading
from collections.abc import Callable, Iterator

import pytest

from tui_chat.server.engine import client_event_audit_log
from tui_chat.server.process import logging_setup


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    told = logging.logThreads, logging.logProcesses, logging.logMultiprocessing
    source = logging._srcfile
    yield
    logging.logThreads, logging.logProcesses, logging.logMultiprocessing = told
    logging._srcfile = source
    root.handlers[:] = before[0]
    root.setLevel(before[1])


def record(message: str, level: int = logging.INFO, what: str = "") -> logging.LogRecord:
    made = logging.LogRecord("tui_chat", level, __file__, 1, message, (), None)
    if what:
        made.what = what
    return made


def test_a_file_is_given_plain_lines_with_date_and_time() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream)
    logging.getLogger("tui_chat.x").info("ana joined %s", "#tea")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ana joined #tea\n", stream.getvalue())


def test_each_record_shows_its_own_second() -> None:
    formatter = logging_setup.PlainFormatter()
    first, same, later = record("a"), record("b"), record("c")
    first.created, same.created, later.created = 1000.2, 1000.9, 1001.0
    shown = [formatter.format(one).split()[1] for one in (first, same, later)]
    assert shown[0] == shown[1] != shown[2]


def test_a_terminal_is_given_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    logging_setup.set_up(stream)
    logging.getLogger().handlers[0].handle(record("ana joined #tea", what="joined"))
    assert re.fullmatch(
        r"\x1b\[2m\d\d:\d\d:\d\d\x1b\[0m  \x1b\[32mana joined #tea\x1b\[0m\n", stream.getvalue()
    )


def test_who_wants_no_colours_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    logging_setup.set_up(stream)
    logging.getLogger().handlers[0].handle(record("ana joined #tea", what="joined"))
    assert "\x1b" not in stream.getvalue()


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_what_is_wrong_is_marked(level: int) -> None:
    plain = logging_setup.PlainFormatter().format(record("disk full", level))
    assert plain.endswith(f" {logging.getLevelName(level)}: disk full")
    assert "\x1b[3" in logging_setup.ColourFormatter().format(record("disk full", level))


def test_setting_up_twice_tells_things_once() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream)
    logging_setup.set_up(stream)
    logging.getLogger().info("hello")
    assert stream.getvalue().count("hello") == 1


def test_json_is_an_object_on_a_line() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "json")
    client_event_audit_log.record("joined", {"nick": "ana", "channel": "#tea\x1b[2J"})
    (line,) = stream.getvalue().splitlines()
    said = json.loads(line)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", said.pop("time"))
    assert "\x1b" not in said["channel"]
    assert said == {
        "level": "info",
        "message": f"ana joined {said['channel']}",
        "what": "joined",
        "nick": "ana",
        "channel": said["channel"],
    }


def test_json_tells_what_went_wrong_on_the_same_line() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "json")
    logging.getLogger().error("went wrong", exc_info=ValueError("odd"))
    (line,) = stream.getvalue().splitlines()
    assert json.loads(line)["error"].splitlines()[-1] == "ValueError: odd"


def test_plain_has_no_colours_even_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    logging_setup.set_up(stream, "plain")
    logging.getLogger().handlers[0].handle(record("ana joined #tea", what="joined"))
    assert "\x1b" not in stream.getvalue()


def test_a_traceback_is_shown_and_steers_no_terminal() -> None:
    made = record("went wrong", logging.ERROR)
    try:
        dict[str, str]()["\x1b[2J\x07"]
    except KeyError as error:
        made.exc_info = (ValueError, ValueError(*error.args), error.__traceback__)
    shown = logging_setup.PlainFormatter().format(made)
    assert "Traceback" in shown.splitlines()[1]
    assert "\x1b" not in shown
    assert "\x07" not in shown


class Once(io.StringIO):
    """Counts how often it is written to."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0

    def write(self, text: str) -> int:
        self.writes += 1
        return super().write(text)


def test_the_lines_of_a_tick_are_written_in_one_piece() -> None:
    stream, later = Once(), list[Callable[[], None]]()
    logging_setup.set_up(stream, "plain")
    with logging_setup.batched(later.append):
        for nick in "ana", "bob":
            client_event_audit_log.record("came", {"nick": nick, "host": "h"})
        assert stream.getvalue() == ""
        (write,) = later
        write()
        assert stream.writes == 1
        assert [line[20:] for line in stream.getvalue().splitlines()] == [
            "ana connected from h",
            "bob connected from h",
        ]


def test_trouble_is_written_at_once_behind_what_was_said_before() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "plain")
    with logging_setup.batched(lambda _: None):
        logging.getLogger("tui_chat.x").info("first")
        logging.getLogger("tui_chat.x").warning("second")
        assert [line[20:] for line in stream.getvalue().splitlines()] == [
            "first",
            "WARNING: second",
        ]


def test_what_another_thread_says_is_written_at_once() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "plain")
    with logging_setup.batched(lambda _: None):
        thread = threading.Thread(target=logging.getLogger().info, args=("from afar",))
        thread.start()
        thread.join()
        assert stream.getvalue().endswith("from afar\n")


def test_what_waits_at_the_end_is_written() -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "plain")
    with logging_setup.batched(lambda _: None):
        logging.getLogger().info("last words")
    assert stream.getvalue().endswith("last words\n")


def test_a_log_that_nobody_reads_stops_nothing() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    logging_setup.set_up(Gone(), "plain")
    logging.getLogger().info("anybody?")


def test_a_line_that_cannot_be_written_is_told_in_its_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    logging_setup.set_up(stream, "json")
    logging.getLogger().info("not %d", "a number")
    said = json.loads(stream.getvalue())
    assert (said["level"], said["message"]) == (
        "warning",
        "a line of the log is missing (TypeError)",
    )


def test_lines_that_were_lost_are_told_in_the_form_of_the_others() -> None:
    logging_setup.set_up(io.StringIO(), "json")
    (journal,) = logging.getLogger().handlers
    assert isinstance(journal, logging_setup.LogHandler)
    said = json.loads(journal._missing(3))
    assert said["message"] == "3 lines of this log were lost while nobody read it"


def test_what_is_logged_when_the_loop_has_ended_is_written_at_once() -> None:
    def schedule(_act: Callable[[], None]) -> None:
        raise RuntimeError

    stream = io.StringIO()
    logging_setup.set_up(stream, "plain")
    with logging_setup.batched(schedule):
        logging.getLogger().info("late")
        assert stream.getvalue().endswith("late\n")

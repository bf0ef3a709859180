"""Our driver, and what we rely on in Textual's."""

import fcntl
import inspect
import os
import pty
import struct
import termios
from types import SimpleNamespace
from typing import IO, cast

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.driver import Driver
from textual.drivers import _writer_thread, linux_driver, web_driver

from tui_chat.client.textual_compat.posix_driver import CellParser, LossTolerantFile, PosixDriver
from tui_chat.client.textual_compat.terminal_app import driver_class


class Failing:
    """A terminal that is gone."""

    def __init__(self) -> None:
        self.tries = 0

    def write(self, _text: str) -> int:
        self.tries += 1
        raise OSError(5, "Input/output error")

    def flush(self) -> None:
        raise OSError(5, "Input/output error")


def test_a_terminal_that_is_gone_is_told_of_and_written_to_no_more() -> None:
    lost: list[bool] = []
    failing = Failing()
    file = LossTolerantFile(cast("IO[str]", failing), lambda: lost.append(True))
    assert file.write("frame") == 5
    assert file.write("frame") == 5
    file.flush()
    assert failing.tries == 1
    assert lost == [True]


def test_each_driver_has_one_that_replaces_it_or_is_taught_to_decode() -> None:
    assert driver_class(linux_driver.LinuxDriver) is PosixDriver
    assert driver_class(web_driver.WebDriver) is web_driver.WebDriver
    decode = web_driver.__dict__["getincrementaldecoder"]("utf-8")().decode
    assert decode(b"a\xffb") == "a\ufffdb"


def test_the_mouse_is_where_it_is_in_terminals_that_report_their_size_too() -> None:
    parser = CellParser()
    list(parser.feed("\x1b[48;30;110;480;880t"))
    [event] = parser.feed("\x1b[<0;41;11M")
    assert isinstance(event, events.MouseDown)
    assert (event.x, event.y) == (40, 10)


def test_the_terminal_knows_its_size_better_than_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    monkeypatch.setenv("LINES", "8")
    terminal, ours = pty.openpty()
    try:
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
        driver = SimpleNamespace(fileno=ours)
        assert PosixDriver._get_terminal_size(cast("PosixDriver", driver)) == (100, 30)
    finally:
        os.close(terminal)
        os.close(ours)


# What we rely on in Textual


def test_textual_takes_the_size_by_this_method() -> None:
    assert "self._get_terminal_size()" in inspect.getsource(
        linux_driver.LinuxDriver.start_application_mode
    )


def test_textual_asks_for_pixels_by_this_method_and_reads_them_by_this_attribute() -> None:
    assert "self._enable_mouse_pixels()" in inspect.getsource(
        linux_driver.LinuxDriver.process_message
    )
    assert "self.mouse_pixels" in inspect.getsource(XTermParser.parse_mouse_code)


def test_textual_runs_the_input_thread_by_this_method() -> None:
    assert "self.run_input_thread()" in inspect.getsource(
        linux_driver.LinuxDriver._run_input_thread
    ), "PosixDriver overrides run_input_thread"
    assert {"exit_event", "fileno", "_file"} <= set(
        linux_driver.LinuxDriver.__init__.__code__.co_names
    ), "PosixDriver reads self.fileno until self.exit_event is set, and replaces self._file"


def test_textual_writes_by_a_thread_that_a_failing_write_would_end() -> None:
    source = inspect.getsource(_writer_thread.WriterThread.run)
    assert "self._file.write" in source, "LastingFile stands in for the writer thread's file"
    assert "except" not in source, "Textual handles failing writes now: LastingFile may go"
    assert "WriterThread(self._file)" in inspect.getsource(
        linux_driver.LinuxDriver.start_application_mode
    )


def test_textuals_web_driver_decodes_with_this_function() -> None:
    assert "getincrementaldecoder(" in inspect.getsource(web_driver.WebDriver.run_input_thread)
    assert issubclass(web_driver.WebDriver, Driver)

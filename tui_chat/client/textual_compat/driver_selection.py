"""The drivers of ours that replace drivers of Textual."""

import codecs
import sys
from functools import partial

from textual.driver import Driver


def driver_class(textuals: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual has chosen for this platform."""
    if textuals.__module__ == "textual.drivers.linux_driver":
        from tui_chat.client.textual_compat.posix_driver import (  # noqa: PLC0415 - not on Windows
            PosixDriver,
        )

        return PosixDriver
    if textuals.__module__ == "textual.drivers.web_driver":
        _decode_with_replacement(textuals.__module__)
    return textuals


def _decode_with_replacement(module: str) -> None:
    """Have a driver that decodes its input by itself replace the bytes that are not UTF-8."""
    driver = sys.modules[module]
    made = codecs.getincrementaldecoder
    driver.__dict__["getincrementaldecoder"] = lambda name: partial(made(name), errors="replace")

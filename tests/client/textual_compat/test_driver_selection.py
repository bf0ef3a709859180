"""Textual's drivers: the modules that they are in, and how the one for the web decodes."""

import sys

import pytest
from textual.drivers import linux_driver, web_driver
from textual.drivers.headless_driver import HeadlessDriver

from tui_chat.client.textual_compat.driver_selection import driver_class
from tui_chat.client.textual_compat.posix_driver import PosixDriver


def test_the_driver_of_linux_and_macos_is_replaced_by_ours() -> None:
    assert driver_class(linux_driver.LinuxDriver) is PosixDriver


def test_the_driver_of_the_web_decodes_any_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[web_driver.__name__]
    monkeypatch.setattr(module, "getincrementaldecoder", module.getincrementaldecoder)
    assert driver_class(web_driver.WebDriver) is web_driver.WebDriver
    assert module.getincrementaldecoder("utf-8")().decode(b"a\xffb") == "a\ufffdb"


def test_other_drivers_stay() -> None:
    assert driver_class(HeadlessDriver) is HeadlessDriver

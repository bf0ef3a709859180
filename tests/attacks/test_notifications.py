"""The text of a message gives no orders to the program that shows notifications."""

from pathlib import Path

import pytest

from tests.client.stage import staged
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.terminal.title_and_notification_sequences import body

MARKUP = 'zed <a href="http://evil">x</a> <img src="http://evil/y"/> &amp; \\033[2J \\377'
SHOWN = (
    'zed &lt;a href="http://evil"&gt;x&lt;/a&gt; &lt;img src="http://evil/y"/&gt; &amp;amp; '
    "\\\\033[2J \\\\377"
)


@pytest.mark.parametrize("program", ["notify-send", "/usr/bin/notify-send", "dunstify"])
def test_markup_and_escapes_are_shown_as_they_are(program: str) -> None:
    assert body(program, MARKUP) == SHOWN


def test_a_program_that_reads_no_markup_gets_the_text() -> None:
    assert body("/home/ana/bin/tell", MARKUP) == MARKUP


@pytest.mark.parametrize("text", ["-u critical", "--icon=x", "\x1b[2J", "a\nb"])
def test_nothing_is_an_option_or_a_control(text: str) -> None:
    given = body("notify-send", text)
    assert not given.startswith("-")
    assert given.isprintable()


async def test_what_people_say_reaches_the_program_so(tmp_path: Path) -> None:
    program, note = tmp_path / "notify-send", tmp_path / "note"
    program.write_text(f'#!/bin/sh\nprintf %s "$2" > "{note}"\n')
    program.chmod(0o700)
    async with staged(ui=UiOptions(notify_command=(str(program),))) as stage:
        await stage.enters()
        stage.app.on_app_blur()
        await stage.hears(":bia!b@h PRIVMSG zed :zed <b>&")
        await stage.app.workers.wait_for_complete()
        await stage.settles()
    assert note.read_text() == "zed &lt;b&gt;&amp;"

"""Calling a person who looks elsewhere."""

import asyncio
from pathlib import Path

import pytest

from tests.client.stage import Stage, staged
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.session import Level, Levels
from tui_chat.client.textual_compat.terminal_app import TerminalApp


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(TerminalApp, "write_terminal", lambda _app, text: said.append(text))
    monkeypatch.setattr(TerminalApp, "bell", lambda _app: said.append("bell"))
    return said


async def calls(stage: Stage, *, looking: bool | None) -> None:
    """Somebody calls the person; None if the terminal never said whether they look."""
    await stage.enters()
    if looking is not None:
        (stage.app.on_app_focus if looking else stage.app.on_app_blur)()
    await stage.hears(":bia!b@h PRIVMSG #lobby :zed, come!")
    await stage.settles()


def notified(written: list[str]) -> list[str]:
    return [text for text in written if "come" in text]


async def test_a_mention_rings_while_the_person_looks_elsewhere(
    written: list[str], stage: Stage
) -> None:
    await calls(stage, looking=False)
    assert "bell" in written
    assert "bia \u00b7 #lobby: zed, come!" in notified(written)[0]


async def test_nothing_rings_for_who_is_looking(written: list[str], stage: Stage) -> None:
    await calls(stage, looking=True)
    assert notified(written) == []
    assert "bell" not in written


async def test_it_rings_where_the_terminal_never_reports_its_focus(
    written: list[str], stage: Stage
) -> None:
    await calls(stage, looking=None)
    assert "bell" in written
    assert len(notified(written)) == 1


async def test_a_flood_rings_once(written: list[str], stage: Stage) -> None:
    await calls(stage, looking=False)
    await stage.hears(*(f":bia!b@h PRIVMSG #lobby :zed {n}" for n in range(50)))
    await stage.settles()
    assert written.count("bell") == 1


async def test_all_of_it_can_be_turned_off(written: list[str]) -> None:
    async with staged(ui=UiOptions(bell=False, notifications=False)) as stage:
        await calls(stage, looking=False)
        assert notified(written) == []
        assert "bell" not in written


async def test_a_command_of_the_person_is_run_instead(written: list[str], tmp_path: Path) -> None:
    note = tmp_path / "note"
    command = ("sh", "-c", 'printf "%s|%s" "$1" "$2" > "$0"', str(note))
    async with staged(ui=UiOptions(notify_command=command)) as stage:
        await calls(stage, looking=False)
        async with asyncio.timeout(10):
            while not (note.exists() and note.read_text()):
                await stage.pilot.pause(0.01)
        assert note.read_text() == "bia \u00b7 #lobby|zed, come!"
        assert notified(written) == []


async def test_the_title_says_where_one_is_and_what_waits(written: list[str], lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.hears(":bia!b@h PRIVMSG #tea :zed!")
    await lobby.settles()
    assert written[-1] == "\x1b]2;(1) #lobby \u00b7 tui-chat\a"


async def test_the_configuration_says_what_calls(written: list[str]) -> None:
    async with staged(ui=UiOptions(levels=Levels(Level.NOTHING))) as stage:
        await calls(stage, looking=False)
        assert notified(written) == []


async def test_a_program_that_does_not_exist_is_named_and_the_terminal_used_instead(
    written: list[str], tmp_path: Path
) -> None:
    program = str(tmp_path / "nothing")
    async with staged(ui=UiOptions(notify_command=(program,))) as stage:
        await calls(stage, looking=False)
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        told = [each.message for each in stage.app._notifications]
        expected = f"The program for notifications, {program}, cannot be run: No such file"
        assert [text.startswith(expected) for text in told] == [True]
        assert len(notified(written)) == 1


async def test_a_text_is_no_option_of_the_program(written: list[str], tmp_path: Path) -> None:
    note = tmp_path / "note"
    command = ("sh", "-c", 'printf "%s|%s" "$1" "$2" > "$0"', str(note))
    async with staged(ui=UiOptions(notify_command=command)) as stage:
        await stage.enters()
        stage.app.on_app_blur()
        await stage.hears(":-x!b@h PRIVMSG zed :--come zed")
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        assert note.read_text() == " -x| --come zed"


async def test_a_mistake_elsewhere_is_not_blamed_on_the_connection() -> None:
    async def fail() -> None:
        raise KeyError("x")

    async with staged() as stage:
        await stage.enters()
        stage.app.run_worker(fail(), exit_on_error=False)
        await stage.settles()
        told = [each.message for each in stage.app._notifications]
        assert told == ["error in tui-chat: KeyError('x')"]

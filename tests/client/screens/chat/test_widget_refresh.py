"""What the widgets around the log show."""

import pytest

from tests.client.stage import Stage, staged
from tui_chat.client.language import i18n, language_choice


async def test_reading_further_up_nothing_moves_and_what_comes_is_counted(lobby: Stage) -> None:
    await lobby.hears(*(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(60)))
    await lobby.presses("pageup")
    before = _log(lobby)
    await lobby.hears(":ana!a@h PRIVMSG #lobby :later", ":ana!a@h PRIVMSG #lobby :still later")
    assert _log(lobby) == before
    assert lobby.shows(" 2 new below ")
    await lobby.presses("escape")
    assert lobby.shows("still later")
    assert not lobby.shows("new below")


async def test_what_is_new_above_the_view_is_told_until_one_has_been_there(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.presses("ctrl+n")
    said = [":bia!b@h PRIVMSG #lobby :hello"] * 30
    await lobby.hears(*said, ":bia!b@h PRIVMSG #lobby :zed: and you?", *said)
    await lobby.presses("alt+a")
    assert lobby.shows(" 41 new above · Alt+U · Alt+P mention ")
    await lobby.presses("alt+u", "escape", "escape")
    assert not lobby.shows("new above")


async def test_who_writes_is_not_told_of_what_is_new_above(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.presses("ctrl+n")
    await lobby.hears(*[":bia!b@h PRIVMSG #lobby :hello"] * 60)
    await lobby.presses("alt+a")
    assert lobby.shows(" new above · Alt+U ")
    await lobby.submits("good morning")
    assert not lobby.shows("new above")


async def test_new_lines_that_all_are_in_view_need_no_telling(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.presses("ctrl+n")
    await lobby.hears(*[":bia!b@h PRIVMSG #lobby :hello"] * 5)
    await lobby.presses("alt+a")
    await lobby.hears(*[":bia!b@h PRIVMSG #lobby :hello"] * 60)
    assert not lobby.shows("new above")


async def test_without_the_list_of_places_the_topic_says_what_waits_in_them() -> None:
    async with staged(40, 12) as stage:
        await stage.enters()
        await stage.joins("#tea")
        await stage.joins("#ops")
        await stage.hears(":bia!b@h PRIVMSG #lobby :one", ":bia!b@h PRIVMSG #tea :two")
        told = [stage.rows()[0].split("  ")[-2].strip()]
        await stage.hears(":bia!b@h PRIVMSG #tea :zed: three")
        told.append(stage.rows()[0].split("  ")[-2].strip())
        assert told == ["1 new", "@ 1"]


@pytest.mark.parametrize(("said", "told"), [(1, "1 nova"), (2, "2 novas")])
async def test_what_waits_elsewhere_is_counted_in_the_grammar_of_the_language(
    said: int, told: str
) -> None:
    before = i18n._catalogue
    language_choice.use("pt_BR")
    try:
        async with staged(40, 12) as stage:
            await stage.enters("#tea")
            await stage.joins("#class")
            await stage.hears(*[":bia!b@h PRIVMSG #class :hello"] * said)
            assert f" {told} " in stage.rows()[0]
    finally:
        i18n.speak(before)


def _log(stage: Stage) -> list[str]:
    """The rows of the log, without the scrollbar."""
    return [row.replace("┃", "│") for row in stage.rows()[1:-3]]

"""Finding words in the log with Ctrl+F."""

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style

from tests.client.screens.chat.log.test_log_navigation import chosen, with_lines
from tests.client.stage import EVERYTHING, Stage, staged
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.widgets.log.styles import contrast


async def test_find_goes_to_the_latest_match_then_to_older_ones(stage: Stage) -> None:
    await with_lines(stage)
    await stage.presses("ctrl+f")
    await stage.types("line 1")
    await stage.pilot.pause()
    latest = chosen(stage)
    await stage.presses("enter")
    await stage.pilot.pause()
    assert (latest, chosen(stage)) == ("line 19", "line 18")


@pytest.mark.parametrize("sought", ["sao joao", "S\u00c3O J", "Sa\u0303o"])
async def test_find_goes_past_accents_and_their_forms(sought: str, lobby: Stage) -> None:
    for text in ("em S\u00e3o Jo\u00e3o", "coffee"):
        await lobby.hears(f":bia!b@h PRIVMSG #lobby :{text}")
    await lobby.presses("ctrl+f")
    await lobby.types(sought)
    await lobby.settles()
    assert chosen(lobby) == "em S\u00e3o Jo\u00e3o"


async def test_find_counts_what_it_finds_and_no_longer_than_it_is_asked(stage: Stage) -> None:
    await with_lines(stage)
    await stage.presses("ctrl+f")
    await stage.types("line 1")
    await stage.settles()
    assert stage.shows("1/11")
    await stage.presses("enter")
    await stage.settles()
    assert stage.shows("2/11")
    await stage.presses("down")
    await stage.settles()
    assert stage.shows("1/11")
    await stage.presses("escape")
    await stage.settles()
    assert not stage.shows("1/11")


async def test_find_says_when_there_is_nothing(stage: Stage) -> None:
    await with_lines(stage, 5)
    await stage.presses("ctrl+f")
    await stage.types("zzz")
    await stage.settles()
    assert stage.shows("No matches.")


async def test_esc_ends_finding_where_it_is_and_gives_the_draft_back(stage: Stage) -> None:
    await with_lines(stage)
    await stage.types("draft")
    await stage.presses("ctrl+f")
    await stage.types("line 7")
    await stage.settles()
    await stage.presses("escape")
    assert stage.chat.composer.text == "draft"
    assert chosen(stage) == "line 7"


# Older messages


def page(*texts: str, first: int = 0) -> list[str]:
    """An answer of the history: a message for each text, a minute apart."""
    lines = (
        f"@batch=h;msgid=h{number};time=2026-11-01T{number // 60:02}:{number % 60:02}:00Z "
        f":bia!b@h PRIVMSG #lobby :{text}"
        for number, text in enumerate(texts, start=first)
    )
    return ["BATCH +h chathistory #lobby", *lines, "BATCH -h"]


async def with_history(stage: Stage, *texts: str) -> None:
    """In a channel whose latest page holds `texts`; it is not the first."""
    await stage.enters(offer=EVERYTHING)
    await stage.hears(*page(*texts, first=300))
    stage.sent()


async def answered(stage: Stage, *texts: str, first: int = 0) -> None:
    """The page before was asked for, and is this."""
    assert [line for line in stage.sent() if "CHATHISTORY BEFORE #lobby" in line]
    await stage.hears(*page(*texts, first=first))
    await stage.settles()


SCREENFUL = tuple(f"talk {number}" for number in range(30))


async def test_find_goes_on_into_older_messages_and_says_so_until_it_ends() -> None:
    async with staged(width=140) as stage:
        await with_history(stage, *SCREENFUL)
        await stage.presses("ctrl+f")
        await stage.types("teapot")
        await stage.settles()
        assert stage.shows("No matches here. Enter searches older messages.")
        await stage.presses("enter")
        await answered(stage, "nothing", first=200)
        assert stage.shows("Searching older messages: 1 so far. Esc stops.")
        await answered(stage, "a teapot", "more", first=100)
        assert (chosen(stage), stage.shows("1/1")) == ("a teapot", True)
        await stage.presses("enter")
        await answered(stage, first=0)
        assert stage.shows("No more matches.")
        assert stage.chat.buffer.past is Past.COMPLETE


async def test_esc_ends_finding_in_older_messages() -> None:
    async with staged(width=140) as stage:
        await with_history(stage, *SCREENFUL)
        await stage.presses("ctrl+f")
        await stage.submits("teapot")
        await stage.presses("escape")
        await answered(stage, "a teapot", first=200)
        assert chosen(stage) != "a teapot"
        assert not [line for line in stage.sent() if "CHATHISTORY" in line]


# How it looks


async def with_matches(stage: Stage) -> None:
    await stage.enters()
    await stage.hears(*(f":bia!b@h PRIVMSG #lobby :{text}" for text in ("a teapot", "my teapot")))
    await stage.presses("ctrl+f")
    await stage.types("teapot")
    await stage.settles()


def match_styles(stage: Stage) -> tuple[Style, Style, Style]:
    """The styles of a match in another line, of the current match, and of the line around it."""
    log = stage.chat.log_view
    styles: dict[str, Style] = {}
    for strip in log.render_lines(log.size.region):
        row = strip.text.split()[-2:]
        for segment in strip:
            assert segment.style is not None
            styles[" ".join((*row, "/", segment.text.strip()))] = segment.style
    return styles["a teapot / teapot"], styles["my teapot / teapot"], styles["my teapot / my"]


def colours(style: Style, system: ColorSystem) -> tuple[Color, Color]:
    """What a terminal with so many colours makes of a style: letters and ground."""
    assert style.color is not None
    assert style.bgcolor is not None
    return tuple(  # type: ignore[return-value]
        Color.from_triplet(each.downgrade(system).get_truecolor())
        for each in (style.color, style.bgcolor)
    )


@pytest.mark.parametrize("sixteen", [False, True], ids=["true colours", "sixteen"])
async def test_the_current_match_is_clear_in_every_theme(
    monkeypatch: pytest.MonkeyPatch, sixteen: bool
) -> None:
    if sixteen:
        monkeypatch.setenv("TERM", "screen")
        monkeypatch.delenv("COLORTERM", raising=False)
    system = ColorSystem.STANDARD if sixteen else ColorSystem.TRUECOLOR
    async with staged() as stage:
        await with_matches(stage)
        for name in sorted(stage.app.available_themes):
            stage.app.theme = name
            await stage.settles()
            other, current, around = match_styles(stage)
            if stage.app.native_ansi_color:
                assert (other.reverse, current.reverse, around.reverse) == (True, False, True)
                assert current.underline
                continue
            letters, ground = colours(current, system)
            assert contrast(letters, ground) >= 4.5, name
            assert contrast(ground, colours(around, system)[1]) >= 3.0, name
            assert (other.underline, other.bgcolor) != (current.underline, current.bgcolor), name
            assert other.underline, name


async def test_the_current_match_is_clear_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with staged() as stage:
        await with_matches(stage)
        other, current, around = match_styles(stage)
        assert (other.reverse, current.reverse, around.reverse) == (True, False, True)
        assert current.underline


async def test_matches_are_marked_as_they_are_found_past_accents(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :em São João")
    await lobby.presses("ctrl+f")
    await lobby.types("sao")
    await lobby.settles()
    log = lobby.chat.log_view
    marked = [
        segment.text
        for strip in log.render_lines(log.size.region)
        for segment in strip
        if segment.style is not None and segment.style.bold and "bia" not in segment.text
    ]
    assert marked == ["São"]

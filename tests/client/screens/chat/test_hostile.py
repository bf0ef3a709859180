"""What a hostile server sends is shown as text or not at all."""

import pytest

from tests.client.stage import Stage, staged

MARKUP = "[bold red]x[/] [/oops] [@click=app.quit]here[/]"
BELL_AND_TITLE = "a\x07b\x1b]0;owned\x07c\x1b[2Jd\x9b31me\x08\x7f"
BIDI = "a\u202eb\u2066c\u2069d\u200fe"

TEXTS = [MARKUP, BELL_AND_TITLE, BIDI, "\x01ACTION " + BELL_AND_TITLE + "\x01", "\ud7ff\ufeff"]


def painted(stage: Stage) -> str:
    """Everything that goes to the terminal, without the escape sequences of styles."""
    strips = stage.app.screen._compositor.render_strips()
    texts = [segment.text for strip in strips for segment in strip]
    links = [segment.style.link or "" for strip in strips for segment in strip if segment.style]
    return "".join(texts + links)


def is_clean(text: str) -> bool:
    forbidden = {*map(chr, range(32)), *map(chr, range(127, 160)), *map(chr, range(0x202A, 0x202F))}
    return not forbidden & set(text) and not {"\u2066", "\u2067", "\u2068", "\u2069"} & set(text)


@pytest.mark.parametrize("text", TEXTS)
async def test_no_control_reaches_the_screen_from_anywhere(text: str, lobby: Stage) -> None:
    await lobby.hears(
        f":bia!b@h PRIVMSG #lobby :{text}",
        f":bia!b@h NOTICE #lobby :{text}",
        f":bia!b@h TOPIC #lobby :{text}",
        f":irc NOTICE zed :{text}",
        f":caio!c@h QUIT :{text}",
        f":ana!a@h KICK #lobby bia :{text}",
        f":irc 372 zed :{text}",
        f":irc 401 zed nobody :{text}",
        f":irc 999 zed :{text}",
        f":bia!b@h PRIVMSG #lobby :https://example.org/{text}",
    )
    assert is_clean(painted(lobby))
    await lobby.presses("ctrl+p")
    assert is_clean(painted(lobby))


async def test_markup_is_text() -> None:
    async with staged(140) as stage:
        await stage.enters()
        await stage.hears(f":bia!b@h PRIVMSG #lobby :{MARKUP}", f":bia!b@h TOPIC #lobby :{MARKUP}")
        assert sum(MARKUP in row for row in stage.rows()) >= 2


@pytest.mark.parametrize("nick", ["[red]", "\x1b[2J", "\u202ebia", "@click=app.quit"])
async def test_hostile_names_are_only_names(nick: str, lobby: Stage) -> None:
    await lobby.hears(
        f":{nick}!b@h JOIN #lobby",
        f":{nick}!b@h PRIVMSG #lobby :hi",
        f":{nick}!b@h PRIVMSG zed :hi",
        f":zed!z@h JOIN #{nick}",
    )
    for _place in range(5):
        await lobby.presses("ctrl+n")
        assert is_clean(painted(lobby))


async def test_a_line_without_end_is_wrapped_and_the_screen_goes_on(lobby: Stage) -> None:
    await lobby.hears(f":bia!b@h PRIVMSG #lobby :{'x' * 8000}")
    await lobby.types("still here")
    assert lobby.shows("still here")


async def test_many_channels_leave_the_screen_usable(lobby: Stage) -> None:
    await lobby.hears(*(f":zed!z@h JOIN #{number}" for number in range(3000)))
    await lobby.presses("ctrl+n")
    assert lobby.shows("Message #")


@pytest.mark.parametrize("text", [MARKUP, BELL_AND_TITLE, BIDI])
async def test_no_control_reaches_the_screen_through_a_picker(text: str, stage: Stage) -> None:
    await stage.enters(offer="message-tags")
    await stage.hears(
        f":irc 332 zed #lobby :{text}",
        f"@msgid=m :bia!b@h PRIVMSG #lobby :zed {text}",
        f"@+draft/reply=m;+draft/react={text[:8]} :bia!b@h TAGMSG #lobby",
    )
    pictures = [painted(stage)]
    for key in ("ctrl+g", "f4", "f2"):
        await stage.presses(key)
        pictures.append(painted(stage))
        await stage.presses("escape")
    await stage.presses("f3")
    await stage.hears(f":irc 322 zed #x 99999999999999999999 :{text}", ":irc 323 zed :End")
    pictures.append(painted(stage))
    await stage.presses("escape", "ctrl+s", "r")
    pictures.append(painted(stage))
    assert all(is_clean(picture) for picture in pictures)


async def test_a_flood_of_typing_costs_one_timer(stage: Stage) -> None:
    await stage.enters(offer="message-tags")
    before = len(stage.chat._timers)
    for lot in range(20):
        typists = [f"n{number}" for number in range(10 * lot, 10 * lot + 10)]
        await stage.hears(*(f"@+typing=active :{nick}!b@h TAGMSG #lobby" for nick in typists))
    assert len(stage.chat._timers) <= before + 3

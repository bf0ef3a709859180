"""What a talk with everything in it looks like, at three sizes."""

import pytest

from tests.client.golden import check_golden
from tests.client.stage import EVERYTHING, Stage, staged

SIZES = [(40, 12), (80, 24), (140, 40)]
PROGRAM = ("no, see", "```", "def hello(name):", '    print(f"hello {name}")', "```")


async def a_rich_talk(stage: Stage) -> None:
    """Replies, reactions, a program, an edit, a deletion, a mention."""
    await stage.enters(
        names="@ana +bia caio dani", offer=f"{EVERYTHING} draft/message-redaction draft/multiline"
    )
    said = "PRIVMSG #lobby"
    await stage.hears(
        ":irc 332 zed #lobby :Welcome! Say hello.",
        f"@msgid=m1 :ana!a@h {said} :good morning! who has the slides?",
        ":eva!e@h JOIN #lobby",
        ":gil!g@h JOIN #lobby",
        f"@msgid=m2 :bia!b@h {said} :here: https://example.org/slides",
        f"@msgid=m3;+draft/reply=m2 :ana!a@h {said} :thanks! **really** quick",
        "@+draft/reply=m3;+draft/react=\U0001f44d :bia!b@h TAGMSG #lobby",
        "@+draft/reply=m3;+draft/react=\U0001f44d :caio!c@h TAGMSG #lobby",
    )
    stage.minute = 7
    await stage.hears(
        f"@msgid=m4 :caio!c@h {said} :does `print(x)` need brackets?",
        "@msgid=m5 :ana!a@h BATCH +x draft/multiline #lobby",
        *(f"@batch=x :ana!a@h {said} :{line}" for line in PROGRAM),
        "BATCH -x",
        f"@msgid=m6 :zed!z@h {said} :nice, I tought so",
        f"@msgid=m7;+draft/edit=m6 :zed!z@h {said} :nice, I thought so",
        f"@msgid=m8 :dani!d@h {said} :oops",
        ":dani!d@h REDACT #lobby m8",
        f"@msgid=m9 :caio!c@h {said} :zed: and you?",
    )
    await stage.joins("#class")
    await stage.hears(":bia!b@h PRIVMSG #class :one", ":bia!b@h PRIVMSG zed :psst")


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_a_rich_talk(width: int, height: int) -> None:
    async with staged(width, height) as stage:
        await a_rich_talk(stage)
        check_golden(f"talk-{width}x{height}", stage.rows())


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_going_somewhere(width: int, height: int) -> None:
    async with staged(width, height) as stage:
        await a_rich_talk(stage)
        await stage.presses("ctrl+g")
        check_golden(f"switcher-{width}x{height}", stage.rows())


@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_acting_on_a_message(width: int, height: int) -> None:
    async with staged(width, height) as stage:
        await a_rich_talk(stage)
        await stage.presses("ctrl+s", "k", "k", "r")
        await stage.types(":tad")
        check_golden(f"reply-{width}x{height}", stage.rows())

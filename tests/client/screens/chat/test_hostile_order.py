"""A server that speaks in the wrong order, in absurd numbers, and lies about lengths."""

import random

import pytest

from tests.client.screens.chat.test_hostile import is_clean, painted
from tests.client.stage import EVERYTHING, Stage, staged
from tui_chat.wire.message import Message

LIES = [
    "NICKLEN=-1 CHANNELLEN=99999999999999999999 TOPICLEN=x MODES= LINELEN=0",
    "MONITOR=-5 CHATHISTORY=-1 MAXLIST=b: PREFIX=(ov CHANTYPES= STATUSMSG=@@@@",
    "PREFIX=(qqqq)~~~~ CHANMODES=,,,,,,, CASEMAPPING=\\x00 NETWORK=\\x1b[2J",
    "LINELEN=1 NICKLEN=0 CHANTYPES=abcdefghijklmnopqrstuvwxyz",
]
ORDER = [
    ":irc BATCH -h",
    "@batch=h :bia!b@h PRIVMSG #lobby :of no batch",
    ":irc BATCH +h chathistory #nowhere",
    ":irc BATCH +h chathistory #lobby",
    ":irc 366 zed #lobby :End",
    ":irc 353 zed = #never :@ana bia",
    ":zed!z@h PART #never",
    ":zed!z@h JOIN #lobby",
    ":zed!z@h JOIN #lobby",
    ":ana!a@h KICK #lobby zed :out",
    ":zed!z@h PART #lobby",
    ":zed!z@h NICK zed",
    ":zed!z@h QUIT :gone",
    ":bia!b@h NICK zed",
    ":irc 001 other :Welcome again",
    ":irc 433 * zed :Taken",
    ":irc 376 zed :End",
    ":irc CAP * ACK :sasl batch",
    ":irc CAP * DEL :echo-message",
    ":irc 903 zed :Welcome",
    ":irc 904 zed :No",
    "AUTHENTICATE +",
    ":irc PONG irc tui-chat-1",
    ":irc MARKREAD #lobby timestamp=9999-12-31T23:59:59.999Z",
    ":irc 318 zed nobody :End of WHOIS",
    ":irc 323 zed :End of LIST",
    ":bia!b@h REDACT #lobby none",
    "@+draft/reply=none;+draft/react=x :bia!b@h TAGMSG #lobby",
]


async def goes_on(stage: Stage) -> None:
    """The screen is whole, keys are heard, and what is sent are lines of the protocol."""
    assert is_clean(painted(stage))
    await stage.presses("escape")
    await stage.types("still here")
    assert stage.shows("still here")
    await stage.presses("enter")
    for line in stage.sent():
        assert Message.parse(line.encode()).command


@pytest.mark.parametrize("params", ["", " zed", " zed #lobby", " zed #lobby bia", " * 99999999999"])
async def test_every_numeric_with_too_few_or_absurd_parameters(params: str) -> None:
    spared = {1, 437, 464, 465}  # they end the conversation, or begin another
    async with staged() as stage:
        await stage.enters()
        numbers = [number for number in range(1000) if number not in spared]
        await stage.hears(*(f":irc {number:03}{params}" for number in numbers))
        await stage.hears(*(f":irc {number:03}{params} -1 :\x1b[2J" for number in numbers))
        stage.session.whois("bia")
        escape = "\x1b[2J\u202e"
        await stage.hears(
            *(f":irc {number:03} zed bia {escape} {escape} :x{escape}" for number in numbers),
            *(f":irc {number:03} zed {escape} #lobby {escape} :x" for number in numbers),
        )
        everything = (line for place in stage.session.buffers for line in place.lines)
        rows = (row for line in everything for row in f"{line.sender}{line.text}".split("\n"))
        assert all(map(is_clean, rows))  # only we break lines, between the rows of a list
        await goes_on(stage)


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_of_lines(seed: int) -> None:
    lines = ORDER * 2
    random.Random(seed).shuffle(lines)
    async with staged() as stage:
        stage.session.connected()
        await stage.hears(*lines)
        await stage.enters(offer=EVERYTHING)
        await stage.hears(*reversed(lines))
        await stage.joins("#tea")
        await goes_on(stage)


@pytest.mark.parametrize("lie", LIES)
async def test_lies_about_lengths(lie: str, stage: Stage) -> None:
    await stage.enters(offer=f"{EVERYTHING} draft/multiline=max-bytes=0,max-lines=-4")
    await stage.hears(f":irc 005 zed {lie} :are supported")
    await stage.hears(
        ":irc 322 zed #tea -99 :less than nobody",
        ":irc 366 zed #lobby :End",
        f":bia!b@h PRIVMSG #lobby :{'word ' * 2000}",
    )
    await stage.types("x" * 20)
    await goes_on(stage)


@pytest.mark.parametrize(
    "time",
    [
        "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00.000Z",
        "1969-12-31T23:59:59.999Z",
        "noon",
        "",
    ],
)
async def test_absurd_times(time: str, stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears(f"@time={time};msgid=a :bia!b@h PRIVMSG #lobby :some day")
    assert stage.shows("some day")
    await goes_on(stage)


async def test_a_hundred_thousand_channels_are_listed(lobby: Stage) -> None:
    lobby.connection.connected = True
    await lobby.presses("f3")
    await lobby.hears(*(f":irc 322 zed #c{number} 1 :x" for number in range(100_000)))
    await lobby.hears(":irc 323 zed :End")
    assert lobby.shows("#c")
    await lobby.types("c777")
    assert lobby.shows("#c777")

"""`tui-chat send`: say something from a script, and know whether it was heard."""

import sys
import time
from collections.abc import AsyncIterator

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import LineState
from tui_chat.client.config.options import ClientOptions
from tui_chat.client.events import Event
from tui_chat.client.headless.headless import Visit, VisitError, run
from tui_chat.client.headless.typed_lines import NotTextError, TypedLines, decoded
from tui_chat.client.language.i18n import _


def send_text(
    options: ClientOptions,
    target: str,
    text: str | None,
    *,
    as_one: bool = False,
    notice: bool = False,
    insist: bool = False,
) -> int:
    """Say `text`, or standard input by line or `as_one` message, to a channel or person.

    Gives the exit status: 0 if the server took all of it, else 1, with a sentence on the error
    output. `insist` on the nickname.
    """
    return run(_send_all(options, target, text, as_one=as_one, notice=notice, insist=insist))


async def _send_all(
    options: ClientOptions,
    target: str,
    text: str | None,
    *,
    as_one: bool,
    notice: bool,
    insist: bool,
) -> int:
    try:
        if text is not None:
            texts = _only(_argument(text))
        elif as_one:
            texts = _only(decoded(sys.stdin.buffer.read()))
        else:
            texts = aiter(TypedLines())
        return await _send(Visit(options, insist=insist), target, texts, notice=notice)
    except NotTextError as error:
        raise VisitError(str(error)) from error


def _argument(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # Python keeps bytes that it cannot read as surrogates
        raise VisitError(_("The text is not UTF-8, as the terminal should send it.")) from error
    return text


async def _only(text: str) -> AsyncIterator[str]:
    if not text.strip():
        raise VisitError(_("There is nothing to send."))
    yield text


async def _send(visit: Visit, target: str, texts: AsyncIterator[str], *, notice: bool) -> int:
    if len(target.split()) != 1 or "," in target:
        raise VisitError(_("{target} is nobody to talk to.").format(target=target))
    async with visit:
        audience, name = visit.session.features.audience_of(target)
        is_channel = visit.session.features.is_channel(name)
        place = await visit.join(name) if is_channel else await _person(visit, name)
        if place.kind is BufferKind.SERVER:
            raise VisitError(_("{target} is nobody to talk to.").format(target=target))
        async for text in texts:
            await _say(visit, place, text, notice=notice, audience=audience)
    return 0


async def _person(visit: Visit, nick: str) -> Buffer:
    """The conversation with somebody, once what we ask about them was answered or refused."""
    place = visit.session.talk_to(nick)
    await visit.settle()
    return place


async def _say(visit: Visit, place: Buffer, text: str, *, notice: bool, audience: str) -> None:
    # What was said before is settled: it need not be looked at again, nor fill the memory.
    place.clear()
    visit.refusal = ""
    say = visit.session.notice if notice else visit.session.say
    say(place, text, time.time(), audience=audience)
    await visit.settle()
    # A server that echoes tells more than that it has read the line.
    while any(line.own and line.state is LineState.PENDING for line in place.lines):
        await visit.until(Event)
    # One that does not echo refuses before it answers whether it is there.
    failed = any(line.own and line.state is not LineState.SENT for line in place.lines)
    if failed or visit.refusal:
        text = _("{target} did not get it.").format(target=place.name)
        raise VisitError(visit.refusal or text)

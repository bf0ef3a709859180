"""`tui-chat send`: send messages from a script, and know whether they arrived."""

import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineState
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.events import Event
from tui_chat.client.files import FileError
from tui_chat.client.files.file_host import local_file, no_such_file
from tui_chat.client.headless.headless_client_base import HeadlessClient, HeadlessError, run
from tui_chat.client.headless.stdin_lines import NotTextError, TypedLines, decoded
from tui_chat.client.language.i18n import _


def send_text(
    options: ClientOptions,
    target: str,
    text: str | None,
    *,
    as_one: bool = False,
    notice: bool = False,
    insist: bool = False,
    upload: Path | None = None,
) -> int:
    """Say `text`, or standard input by line or `as_one` message, to a channel or person.

    With `upload`, its address behind the text instead, once the server has that file.

    Gives the exit status: 0 if the server took all of it, else 1, with a sentence on the error
    output. `insist` on the nickname.
    """
    client = HeadlessClient(options, insist=insist)
    if upload is not None:
        return run(_send_file(client, target, text or "", upload, notice=notice))
    return run(_send_all(client, target, text, as_one=as_one, notice=notice))


async def _send_all(
    client: HeadlessClient, target: str, text: str | None, *, as_one: bool, notice: bool
) -> int:
    try:
        if text is not None:
            texts = _only(_argument(text))
        elif as_one:
            texts = _only(decoded(sys.stdin.buffer.read()))
        else:
            texts = aiter(TypedLines())
        return await _send(client, target, texts, notice=notice)
    except NotTextError as error:
        raise HeadlessError(str(error)) from error


async def _send_file(
    client: HeadlessClient, target: str, text: str, upload: Path, *, notice: bool
) -> int:
    file = local_file(str(upload))
    if file is None:
        raise HeadlessError(no_such_file(str(upload)))

    async def texts() -> AsyncIterator[str]:
        uploaded = await client.files.upload(file)
        yield f"{_argument(text)} {uploaded.address}".lstrip()

    try:
        return await _send(client, target, texts(), notice=notice)
    except FileError as error:
        raise HeadlessError(str(error)) from error


def _argument(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # Python keeps bytes that it cannot read as surrogates
        raise HeadlessError(_("The terminal sent text that is not UTF-8.")) from error
    return text


async def _only(text: str) -> AsyncIterator[str]:
    if not text.strip():
        raise HeadlessError(_("There is nothing to send."))
    yield text


async def _send(
    client: HeadlessClient, target: str, texts: AsyncIterator[str], *, notice: bool
) -> int:
    if len(target.split()) != 1 or "," in target:
        raise HeadlessError(_("You can't write to {target}.").format(target=target))
    async with client:
        audience, name = client.session.features.audience_of(target)
        is_channel = client.session.features.is_channel(name)
        buffer = await client.join(name) if is_channel else await _person(client, name)
        if buffer.kind is BufferKind.SERVER:
            raise HeadlessError(_("You can't write to {target}.").format(target=target))
        async for text in texts:
            await _say(client, buffer, text, notice=notice, audience=audience)
    return 0


async def _person(client: HeadlessClient, nick: str) -> Buffer:
    """The conversation with a person, once the server answered or refused our questions."""
    buffer = client.session.talk_to(nick)
    await client.settle()
    return buffer


async def _say(
    client: HeadlessClient, buffer: Buffer, text: str, *, notice: bool, audience: str
) -> None:
    # Messages before this one are confirmed: drop them.
    buffer.clear()
    client.refusal = ""
    say = client.session.notice if notice else client.session.say
    say(buffer, text, time.time(), audience=audience)
    await client.settle()
    # With echo-message, the echo confirms the message.
    while any(line.own and line.state is LineState.PENDING for line in buffer.lines):
        await client.until(Event)
    # Without it, a refusal comes before the answer to our ping.
    failed = any(line.own and line.state is not LineState.SENT for line in buffer.lines)
    if failed or client.refusal:
        text = _("{target} did not receive your message.").format(target=buffer.name)
        raise HeadlessError(client.refusal or text)

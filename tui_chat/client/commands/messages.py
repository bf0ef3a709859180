"""Commands for sending: /msg, /say, /notice, /me, /upload, /topic."""

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import channel_meant, command, names_in, online
from tui_chat.client.commands.command_table_and_parser import Argument
from tui_chat.client.language.i18n import marked


@command(
    "msg",
    "m",
    "w",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("send a message to a person or channel"),
)
def msg(context: CommandContext, words: list[str]) -> None:
    """Send a message without opening a buffer, to each of a list; `*` is the open buffer."""
    _say_to_each(context, *words)


@command(
    "say",
    "dizer",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("send text here, even if it begins with a slash"),
)
def say(context: CommandContext, words: list[str]) -> None:
    """Send it to the open buffer."""
    context.session.say(context.buffer, words[0], context.now())


@command(
    "notice",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("send a notice, which bots do not answer"),
)
def notice(context: CommandContext, words: list[str]) -> None:
    """Send a notice, to the same targets as `msg`."""
    _say_to_each(context, *words, notice=True)


def _say_to_each(context: CommandContext, names: str, text: str, *, notice: bool = False) -> None:
    say_here = context.session.notice if notice else context.session.say
    for name in names_in(names):
        if name == "*":
            say_here(context.buffer, text, context.now())
        else:
            context.session.say_to(name, text, context.now(), notice=notice)
    if names != "*":
        context.sent_to(names, text)


@command(
    "me", takes=(Argument.TEXT,), least=1, usage=marked("TEXT"), purpose=marked("say what you do")
)
def me(context: CommandContext, words: list[str]) -> None:
    """Send it to the open buffer."""
    context.session.act(context.buffer, words[0], context.now())


@command(
    "upload",
    "enviar",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("PATH"),
    purpose=marked("send a file to everybody here"),
)
@online
def upload(context: CommandContext, words: list[str]) -> None:
    """Send the file, then its address to the open buffer."""
    context.upload(words[0])


@command(
    "topic",
    "t",
    takes=(Argument.TEXT,),
    usage=marked("[CHANNEL] [TEXT]"),
    purpose=marked("show or set the topic"),
)
@online
def topic(context: CommandContext, words: list[str]) -> None:
    """Set the topic, or request it."""
    name, text = channel_meant(context, words[0] if words else "")
    if name is None:
        return
    if text:
        context.session.set_topic(name, text)
    else:
        context.session.ask_topic(name)

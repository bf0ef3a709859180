"""Commands for speaking: /msg, /me, /topic."""

from tui_chat.client.commands.desk import Desk
from tui_chat.client.commands.registry import channel_here, command, names_in, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.i18n import marked


@command(
    "msg",
    "m",
    "w",
    "say",
    takes=(Argument.NICK, Argument.TEXT),
    least=2,
    usage=marked("NICK TEXT"),
    purpose=marked("say something to one person or channel"),
)
def msg(desk: Desk, words: list[str]) -> None:
    """Say it, without opening the page; to each of several with commas."""
    for name in names_in(words[0]):
        desk.session.say_to(name, words[1], desk.now())


@command(
    "me", takes=(Argument.TEXT,), least=1, usage=marked("TEXT"), purpose=marked("say what you do")
)
def me(desk: Desk, words: list[str]) -> None:
    """Say it here."""
    desk.session.act(desk.buffer, words[0], desk.now())


@command(
    "topic",
    "t",
    takes=(Argument.TEXT,),
    usage=marked("[TEXT]"),
    purpose=marked("tell or set what this channel is about"),
)
@online
def topic(desk: Desk, words: list[str]) -> None:
    """Set it, or have it told."""
    name = channel_here(desk)
    if name is None:
        return
    if words:
        desk.session.set_topic(name, words[0])
    else:
        desk.session.ask_topic(name)

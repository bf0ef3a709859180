"""Commands for what is shown and notified: /ignore, /mute, /notify, /highlight, and back."""

from typing import Final

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import names_in
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session import Level
from tui_chat.client.session.model.ignore_and_highlight_rules import MOST_WORDS

_LEVELS: Final = {
    "all": Level.ALL,
    "tudo": Level.ALL,
    "mentions": Level.MENTIONS,
    "menções": Level.MENTIONS,
    "nothing": Level.NOTHING,
    "nada": Level.NOTHING,
}
_TOLD: Final = {
    Level.ALL: marked("Every message here notifies you."),
    Level.MENTIONS: marked("Messages here notify you when they mention you."),
    Level.NOTHING: marked("Muted: nothing here notifies you or counts as unread. /unmute to undo"),
}


@command(
    "ignore",
    "ignorar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("ignore a person, or list who is ignored"),
)
def ignore(context: CommandContext, words: list[str]) -> None:
    """Ignore people, or list the ignored ones."""
    for name in names_in(words[0]) if words else ():
        mask = context.session.ignore(name)
        text = _("Ignoring {who}. /unignore {who} to undo")
        context.tell(text.format(who=_who(mask or name)))
    if words:
        return
    rules = context.session.rules
    quiet = [*rules.ignored, *rules.muted]
    if quiet:
        context.tell(_("Ignored: {masks}").format(masks=" ".join(map(_who, quiet))))
    else:
        context.tell(_("Nobody is ignored."))


@command(
    "unignore",
    "designorar",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK or MASK"),
    purpose=marked("stop ignoring a person"),
)
def unignore(context: CommandContext, words: list[str]) -> None:
    """Undo ignoring and muting."""
    for name in names_in(words[0]):
        mask = context.session.unignore(name)
        if mask:
            context.tell(_("No longer ignoring {who}.").format(who=_who(mask)))
        else:
            context.complain(_("{who} is not ignored.").format(who=name))


@command(
    "mute",
    "silenciar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("mute this channel or a person"),
)
def mute(context: CommandContext, words: list[str]) -> None:
    """Mute a person, or the open buffer; a second time undoes it for the buffer."""
    for name in names_in(words[0]) if words else ():
        mask = context.session.mute(name)
        text = _("{who} no longer notifies you. /unmute {who} to undo")
        context.tell(text.format(who=_who(mask or name)))
    if words:
        return
    if context.session.level(context.buffer) is Level.NOTHING:
        usual = context.session.usual_level(context.buffer)
        _set_level(context, Level.MENTIONS if usual is Level.NOTHING else usual)
    else:
        _set_level(context, Level.NOTHING)


@command(
    "unmute",
    "dessilenciar",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("undo /mute, for this channel or a person"),
)
def unmute(context: CommandContext, words: list[str]) -> None:
    """Undo muting a person, or the open buffer."""
    for name in names_in(words[0]) if words else ():
        mask = context.session.unmute(name)
        if mask:
            context.tell(_("{who} notifies you again.").format(who=_who(mask)))
        else:
            context.complain(_("{who} is not muted.").format(who=name))
    if words:
        return
    if context.session.level(context.buffer) is Level.NOTHING:
        mute(context, [])
    else:
        context.tell(_(_TOLD[context.session.level(context.buffer)]))


@command(
    "notify",
    "avisos",
    takes=(Argument.WORD,),
    usage=marked("[all|mentions|nothing]"),
    purpose=marked("choose what notifies you in this channel"),
)
def notify(context: CommandContext, words: list[str]) -> None:
    """Set the level of the open buffer, or show it."""
    if not words:
        told = _(_TOLD[context.session.level(context.buffer)])
        context.tell(_("{told} /notify all, mentions or nothing").format(told=told))
        return
    level = _LEVELS.get(words[0].lower())
    if level is None:
        context.complain(_("Choose one of: all, mentions, nothing."))
    else:
        _set_level(context, level)


@command(
    "highlight",
    "hilight",
    "destacar",
    takes=(Argument.TEXT,),
    usage=marked("[WORD]"),
    purpose=marked("add a word that notifies you, or list them"),
)
def highlight(context: CommandContext, words: list[str]) -> None:
    """Add a word, or list the words."""
    if not words:
        called = ", ".join(context.session.rules.words)
        tells = _("Words that notify you: {words}").format(words=called)
        context.tell(tells if called else _("Only your nickname notifies you."))
    elif context.session.highlight(words[0]):
        text = _("{word} notifies you now. /unhighlight {word} to undo")
        context.tell(text.format(word=words[0]))
    elif len(context.session.rules.words) < MOST_WORDS:
        context.tell(_("{word} already notifies you.").format(word=words[0]))
    else:
        context.complain(_("Too many words notify you. /unhighlight one first."))


@command(
    "unhighlight",
    "unhilight",
    "semdestaque",
    takes=(Argument.HIGHLIGHT,),
    least=1,
    usage=marked("WORD"),
    purpose=marked("remove a word that notifies you"),
)
def unhighlight(context: CommandContext, words: list[str]) -> None:
    """Remove a word."""
    word = context.session.unhighlight(words[0])
    if word:
        context.tell(_("{word} no longer notifies you.").format(word=word))
    else:
        context.complain(_("{word} does not notify you.").format(word=words[0]))


def _who(mask: str) -> str:
    """A person, as people call them: `nick!*@*` is anybody of that nickname."""
    return mask.removesuffix("!*@*")


def _set_level(context: CommandContext, level: Level) -> None:
    context.session.set_level(context.buffer, level)
    context.tell(_(_TOLD[level]))

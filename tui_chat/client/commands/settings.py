"""The commands for the configuration: /set and /theme."""

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import marked


@command(
    "set",
    "definir",
    takes=(Argument.SETTING, Argument.VALUE),
    usage=marked("[NAME [VALUE]]"),
    purpose=marked("show or change settings"),
)
def set_(context: CommandContext, words: list[str]) -> None:
    """List the settings, show one, or change it, also in the configuration file."""
    context.change_setting(words)


@command(
    "theme",
    "tema",
    takes=(Argument.WORD,),
    usage=marked("[NAME]"),
    purpose=marked("choose the colours, dark or light"),
)
def theme(context: CommandContext, words: list[str]) -> None:
    """Set the theme, or show all of them to choose from."""
    if words:
        context.change_setting(["look.theme", words[0]])
    else:
        context.show_themes()

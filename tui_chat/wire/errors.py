"""The errors that input from a peer can cause."""


class ProtocolError(ValueError):
    """A line that is not an IRC message. The only error that the parsers of this package raise."""


class NotUtf8Error(ProtocolError):
    """A line that is not UTF-8, where UTF-8 was asked for (IRCv3 UTF8ONLY).

    `command` is the line's command as far as it can be told, else "*"; `label` its label tag.
    """

    def __init__(self, command: str, label: str = "") -> None:
        super().__init__("the line is not UTF-8")
        self.command = command
        self.label = label

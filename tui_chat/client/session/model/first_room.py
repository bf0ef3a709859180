"""How far we have come on the way into the first room."""


class Entering:
    """Over all connections of a run.

    `inside` says whether a channel ever let us in; `early_from` which line of the server's page
    is the first that waits for one, None where none does.
    """

    __slots__ = ("early_from", "inside")

    def __init__(self) -> None:
        self.inside = False
        self.early_from: int | None = None

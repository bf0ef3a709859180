"""The metadata of users and channels."""


class Metadata:
    """The values of all users and channels; those of connections that have yet to enter are theirs.

    The keys that a connection subscribes to are in its `Session`.
    """

    def __init__(self) -> None:
        self.values: dict[str, dict[str, str]] = {}

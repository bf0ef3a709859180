"""The metadata of users and channels (IRCv3 draft/metadata-3)."""

from dataclasses import dataclass, field


@dataclass(eq=False)
class Metadata:
    """The values of all users and channels that have entered.

    A connection that has not entered yet keeps its values in its `Session`, where the keys that it
    subscribes to are, too.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """By user or channel (see `owner_of` in `metadata_updates`), then by metadata key."""

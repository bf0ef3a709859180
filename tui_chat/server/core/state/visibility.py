"""Visibility: invisible users (+i), secret channels (+s), and channels closed by +i or +k."""

from tui_chat.server.core.state.users_and_channels import Channel, User


def finds(viewer: User, user: User) -> bool:
    """Whether a search shows the user: itself, not invisible, or somebody in a common channel."""
    return (
        user is viewer
        or "i" not in user.modes
        or "o" in viewer.modes
        or any(
            user.channels[name].shows(viewer, user)
            for name in viewer.channels.keys() & user.channels.keys()
        )
    )


def sees(viewer: User, channel: Channel) -> bool:
    """Whether the channel exists for the viewer: it is not secret, or the viewer is in it."""
    return "s" not in channel.flags or viewer in channel.members or "o" in viewer.modes


def reads(viewer: User, channel: Channel) -> bool:
    """Whether the viewer may read the channel's topic and metadata: as `sees`, and not closed."""
    if viewer in channel.members or "o" in viewer.modes:
        return True
    return not channel.key and "i" not in channel.flags and "s" not in channel.flags


def sees_in(viewer: User, user: User, channel: Channel) -> bool:
    """Whether the viewer may know that the user is in the channel."""
    if user is viewer or "o" in viewer.modes:
        return True
    if not channel.shows(viewer, user):
        return False
    return viewer in channel.members or ("s" not in channel.flags and "i" not in user.modes)

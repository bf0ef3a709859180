"""Spans of time in words."""

from tui_chat.client.language.i18n import ngettext


def in_words(seconds: float) -> str:
    """A span of time in its largest unit: "3 hours"."""
    count = max(0, int(seconds))
    if count < 60:
        text = ngettext("{count} second", "{count} seconds", count)
    elif count < 3600:
        count //= 60
        text = ngettext("{count} minute", "{count} minutes", count)
    elif count < 86_400:
        count //= 3600
        text = ngettext("{count} hour", "{count} hours", count)
    else:
        count //= 86_400
        text = ngettext("{count} day", "{count} days", count)
    return text.format(count=count)

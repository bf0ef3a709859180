"""Which client-only tags are passed on (IRCv3 message-tags; ISUPPORT CLIENTTAGDENY)."""

from collections.abc import Mapping


class ClientTags:
    """Reads `settings.client_tags_denied`: names without their `+`, `*`, and `-name`."""

    def __init__(self, denied: str) -> None:
        words = [word.strip() for word in denied.split(",") if word.strip()]
        self._all = "*" in words
        self._allowed = frozenset("+" + word[1:] for word in words if word[0] == "-")
        self._denied = frozenset("+" + word for word in words)
        self._any = bool(words)

    def passed_on(self, tags: Mapping[str, str]) -> dict[str, str]:
        """What others are shown of the tags that a client sent."""
        if not self._any:
            return {key: value for key, value in tags.items() if key[0] == "+"}
        return {key: value for key, value in tags.items() if key[0] == "+" and self._is_free(key)}

    def _is_free(self, key: str) -> bool:
        return key in self._allowed if self._all else key not in self._denied

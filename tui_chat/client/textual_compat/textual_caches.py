"""What Textual would remember of screens that are closed."""

from textual._styles_cache import StylesCache


def forget_closed_screens() -> None:
    """Let go of how widgets that are gone were painted.

    Textual (8.2) has a cache of 1,024 widgets' paintings by the class, some 30 kB each: whoever
    goes through the switcher all day would have all of them.
    """
    StylesCache.get_inner_outer.cache_clear()

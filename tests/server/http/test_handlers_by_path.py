"""Which handler answers which path."""

from tui_chat.server.http.handlers_by_path import Body, Exchange, Site


def nothing(_exchange: Exchange) -> Body | None:
    return None


def other(_exchange: Exchange) -> Body | None:
    return None


def test_the_longest_path_that_fits_counts() -> None:
    site = Site()
    site.add("/files", nothing)
    site.add("/files/new/", other)
    assert site.find("/files") is nothing
    assert site.find("/files/a/b") is nothing
    assert site.find("/files/new") is other
    assert site.find("/files/new/x") is other
    assert site.find("/filesystem") is None
    assert site.find("/") is None


def test_the_root_stands_for_all_that_nobody_else_answers() -> None:
    site = Site()
    site.add("/", nothing)
    site.add("/files", other)
    assert site.find("/anything/else") is nothing
    assert site.find("/files/x") is other

"""/invitation, /invite-link, /share, /unshare."""

import pytest

from tests.client.commands.noted_context import NotedContext


@pytest.mark.parametrize(
    ("line", "noted"),
    [
        ("/invitation", "invitation"),
        ("/convite", "invitation"),
        ("/share", "share"),
        ("/open", "share"),
        ("/share web", "share web"),
        ("/share all", "share web ssh nc"),
        ("/share tea", "complain Usage: /share [web | ssh | nc | all]"),
        ("/unshare", "unshare"),
        ("/invite-link", "INVITATION ADD 1 24"),
        ("/invite-link 5 48", "INVITATION ADD 5 48"),
        ("/invite-link list", "INVITATION LIST"),
        ("/invite-link revoke ab12", "INVITATION DEL ab12"),
        (
            "/invite-link bob",
            "complain Usage: /invite-link [PEOPLE [HOURS]] | list | revoke ID",
        ),
    ],
)
def test_each_asks_the_program_for_it(channel_context: NotedContext, line: str, noted: str) -> None:
    assert channel_context.types(line) == [noted]

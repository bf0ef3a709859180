"""SPECIFICATIONS.md lists what the server offers."""

from pathlib import Path

import pytest

from tui_chat.wire.capabilities import Capability

LISTED = (Path(__file__).parent / "SPECIFICATIONS.md").read_text()


@pytest.mark.parametrize("capability", list(Capability), ids=lambda one: one.value)
def test_a_capability_that_the_server_offers_is_listed(capability: Capability) -> None:
    assert capability.value in LISTED, (
        f"Add a row for {capability.value} to tests/conformance/SPECIFICATIONS.md."
    )

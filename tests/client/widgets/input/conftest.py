from collections.abc import AsyncIterator

import pytest

from tests.client.widgets.input.desk import ComposerApp, Desk
from tui_chat.client.widgets.input.composer import Composer


@pytest.fixture
async def here() -> AsyncIterator[Desk]:
    app = ComposerApp()
    async with app.run_test(size=(40, 20)) as pilot:
        app.query_one(Composer).focus()
        await pilot.pause()
        yield Desk(app, pilot)

"""The input alone, in an application that notes what it is told."""

from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui_chat.client.widgets.input.composer import Composer


class ComposerApp(App[None]):
    CSS = "Composer { height: auto; max-height: 8; }"

    def __init__(self) -> None:
        super().__init__()
        self.submitted: list[tuple[str, bool]] = []
        self.completions: list[bool] = []
        self.left = False

    def compose(self) -> ComposeResult:
        yield Composer(self._take)

    def _take(self, text: str, *, literally: bool) -> None:
        self.submitted.append((text, literally))

    def on_composer_completion_asked(self, event: Composer.CompletionAsked) -> None:
        self.completions.append(event.back)

    def on_composer_leave_confirmed(self) -> None:
        self.left = True


class Desk:
    """An application with nothing but the input, which has the focus."""

    def __init__(self, app: ComposerApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.composer = app.query_one(Composer)

    @property
    def text(self) -> str:
        return self.composer.text

    @property
    def sent(self) -> list[str]:
        return [text for text, _literally in self.app.submitted]

    async def types(self, *keys: str) -> None:
        await self.pilot.press(*keys)

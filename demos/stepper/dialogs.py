"""What lies over the screen of a lesson: keys, source, what an edit changed."""

from collections.abc import Sequence

from rich.console import RenderableType
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import ScrollableContainer
from textual.screen import ModalScreen
from textual.widgets import Static

from ..pixels import is_painted, painted
from ..writing import Styled
from .background import is_there
from .colours import style_of


class Dialog(ModalScreen[None]):
    """Something to read, which any key closes but those that scroll.

    Parameters
    ----------
    content : RenderableType
        What there is to read.
    is_wide : bool
        Whether its lines stay whole, and what is wider than the screen is scrolled.
    ascii : bool
        Whether only ASCII is used.
    """

    def __init__(self, content: RenderableType, *, is_wide: bool, ascii: bool) -> None:
        super().__init__(classes="ascii" if ascii else "")
        self.content = content
        self.is_wide = is_wide

    def compose(self) -> ComposeResult:
        """The content in a frame."""
        with ScrollableContainer(id="dialog", classes="wide" if self.is_wide else ""):
            yield Static(self.content)

    def on_mount(self) -> None:
        """Let keys scroll it."""
        if is_there(self):
            self.query_one(ScrollableContainer).focus()

    def on_key(self, event: object) -> None:
        """Close it."""
        if not is_there(self):
            return
        key = getattr(event, "key", "")
        scrolling = ["up", "down", "pageup", "pagedown", "home", "end"]
        if self.query_one(ScrollableContainer).max_scroll_x:
            scrolling += ["left", "right"]
        if key not in scrolling:
            self.close()

    def on_click(self) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Close it, once: of keys that come in a burst, each would close a screen below it."""
        if self.is_active:
            self.dismiss()


def styled(lines: Sequence[Styled], theme: str) -> Text:
    """Lines as Textual shows them; nothing in them is taken for markup."""
    text = Text(no_wrap=True, end="")
    for i, (line, style) in enumerate(lines):
        text.append("\n" if i else "")
        if is_painted(style):
            text.append_text(painted(line, style))
        else:
            text.append(line, style_of(style, theme) if style else "")
    return text


def table(rows: Sequence[tuple[str, str]], title: str, theme: str) -> Table:
    """Names and what they mean, in two columns."""
    found = Table.grid(padding=(0, 2, 0, 0))
    found.add_row(Text(title, style_of("heading", theme)))
    for name, meaning in rows:
        found.add_row(Text(name, style_of("key", theme), no_wrap=True), Text(meaning))
    return found


def source(code: str, theme: str) -> Syntax:
    """Python code in colour."""
    return Syntax(code, "python", theme=f"ansi_{theme}")

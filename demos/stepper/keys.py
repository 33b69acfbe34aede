"""The keys of the stepper: which there are, and what each does.

The screen, its help and the tests read this table.
"""

from dataclasses import dataclass

from autograd.language import Text


@dataclass(frozen=True, slots=True)
class Key:
    """What some keys do.

    Attributes
    ----------
    keys : tuple of str
        Their names, as Textual calls them.
    action : str
        The method of `LessonScreen` they call, without its ``do_``; its sentence stands under
        ``stepper.key_<action>``.
    shown : str
        How the help writes them.
    """

    keys: tuple[str, ...]
    action: str
    shown: str


KEYS = (
    Key(("right", "n"), "next", "→ n"),
    Key(("left", "p"), "previous", "← p"),
    Key(("N",), "next_node", "N"),
    Key(("P",), "previous_node", "P"),
    Key(("f",), "forward", "f"),
    Key(("b",), "backward", "b"),
    Key(("u",), "update", "u"),
    Key(("home",), "first", "Home"),
    Key(("end",), "last", "End"),
    Key(("pagedown",), "next_part", "PgDn"),
    Key(("pageup",), "previous_part", "PgUp"),
    Key(("g",), "go", "g"),
    Key(("space",), "play", "Space"),
    Key(("plus", "equals_sign"), "faster", "+"),
    Key(("minus",), "slower", "-"),
    Key(("slash",), "search", "/"),
    Key(("right_square_bracket",), "next_hit", "]"),
    Key(("left_square_bracket",), "previous_hit", "["),
    Key(("down",), "select_next", "↓"),
    Key(("up",), "select_previous", "↑"),
    Key(("shift+right",), "select_right", "Shift →"),
    Key(("shift+left",), "select_left", "Shift ←"),
    Key(("shift+down",), "select_below", "Shift ↓"),
    Key(("shift+up",), "select_above", "Shift ↑"),
    Key(("j",), "scroll_down", "j"),
    Key(("k",), "scroll_up", "k"),
    Key(("enter",), "origin", "Enter"),
    Key(("w",), "watch", "w"),
    Key(("e",), "edit", "e"),
    Key(("x",), "take_back", "x"),
    Key(("d",), "detail", "d"),
    Key(("t",), "theme", "t"),
    Key(("l",), "language", "l"),
    Key(("c",), "source", "c"),
    Key(("s",), "save_frame", "s"),
    Key(("S",), "save_run", "S"),
    Key(("Q",), "quiz", "Q"),
    Key(("escape",), "leave", "Esc"),
    Key(("question_mark",), "help", "?"),
    Key(("q",), "quit", "q"),
)

ACTIONS = {name: key.action for key in KEYS for name in key.keys}
"""The action of each key."""

# On a Korean keyboard with Korean input on, a letter key gives a letter of Hangul.
HANGUL = dict(zip("ㅜㅔㄹㅠㅕㅎㅓㅏㅈㄷㅌㅇㅅㅣㅊㄴㅂㅃ", "npfbugjkwexdtlcsqQ", strict=True))


def action_of(key: str, character: str | None) -> str | None:
    """What a key does; None if nothing.

    Examples
    --------
    >>> action_of("right", None), action_of("ㅜ", "ㅜ"), action_of("z", "z")
    ('next', 'next', None)
    """
    return ACTIONS.get(key) or ACTIONS.get(HANGUL.get(character or "", ""))


def listed(text: Text) -> list[tuple[str, str]]:
    """The keys as the help writes them, and what each does."""
    return [(key.shown, text(f"stepper.key_{key.action}")) for key in KEYS]

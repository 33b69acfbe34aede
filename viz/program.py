"""The picture of a replay's program: the entry point, and what everything in it means."""

from autograd.errors import InputTypeError, unknown_choice
from autograd.language import DEFAULT
from autograd.replay import Program

from .dot import picture_of
from .lines import Lines
from .options import Options
from .picture import Picture
from .rendering import FORMATS

DETAILS = ("full", "run", "part")
"""From one box a line to a few for each part of the program."""

LIMIT = {"full": 40, "run": 80}
"""How many boxes are legible, where all have formulas."""


def draw_program(
    program: Program,
    format: str = "svg",
    rankdir: str = "TB",
    *,
    detail: str = "auto",
    theme: str = "light",
    legend: bool = False,
    language: str = DEFAULT,
) -> Picture:
    r"""Draw what a replay runs: the lines of its program, after everything that saves work.

    Parameters
    ----------
    program : Program
        As `Replay.program` gives it, for arguments like these: ``f.program(x)``.
    format, rankdir, theme, legend, language
        As in `viz.draw_dot`.
    detail : str
        "full" draws every line; "run" draws one box for lines that do the same and run together;
        "part" draws a few boxes for each part of the program. "auto" is the first of these that is
        legible. Below the picture stands what was folded.

    Returns
    -------
    Picture
        As of `viz.draw_dot`. ``shown`` holds its boxes and arrows, with the lines they stand for.

    Notes
    -----
    A box is a line of the program. It says::

        v6                        its name
        = total(v4*weight)        what it computes, as `print` writes it
        gives total               which result it is, if it is one

    or, of many lines, the first of them and how many there are; constants then stand in formulas
    only. Boxes stand in the part of the program in which they run: once, for each row, after the
    rows, at the end of a step.

    ============ ========================= =================================
    kind         outline                   colour
    ============ ========================= =================================
    input        box, only its underline   blue; also how much a row counts
    parameter    box with a folded corner  orange
    constant     plain box                 white
    operation    rounded box               grey
    activation   hexagon                   green
    backward     dashed, rounded box       purple: only gradients need it
    guard        diamond                   vermilion: holds, or the row takes another program
    result       double, whatever its kind purple outline
    ============ ========================= =================================

    An arrow leads from a line to one that reads it, once for each time it is read. Below stands how
    many lines were recorded, and how many there were before and after each pass.

    Raises
    ------
    ChoiceError
        If an option is unknown.
    InputTypeError
        If `program` is no Program.

    Examples
    --------
    >>> from autograd import Value, tanh
    >>> from autograd.replay import replay
    >>> w = Value(0.5)
    >>> f = replay(lambda x: tanh(w * x) ** 2, rows="mean")
    >>> picture = draw_program(f.program([1.0, 2.0, 3.0]))
    >>> for box in picture.shown.boxes[2:5]:
    ...     print(box.kind, box.rows)
    operation ('v2', '= x0 * p0')
    activation ('v3', '= tanh(v2)')
    operation ('v4', '= square(v3)', 'gives value')
    """
    if not isinstance(program, Program):
        raise InputTypeError(
            f"draw_program takes the program of a replay, such as replay(f).program(x), got "
            f"{type(program).__name__}"
        )
    if format not in FORMATS:
        raise unknown_choice("format", format, FORMATS)
    if detail not in ("auto", *DETAILS):
        raise unknown_choice("detail", detail, ("auto", *DETAILS))
    options = Options(rankdir, theme, legend=legend, language=language)
    for each in DETAILS if detail == "auto" else [detail]:
        lines = Lines(program, each, options.text)
        if len(lines.members) <= LIMIT.get(each, len(lines.members)):
            break
    return picture_of(lines.view(), options, format)

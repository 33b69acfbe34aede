"""What the reader types: a step, a search, another number for a leaf, an answer of the quiz."""

from textual import events
from textual.containers import Horizontal
from textual.widgets import Input, Label

from autograd.errors import AutogradError
from viz.labels import visible
from viz.narration import WIDE

from ..writing import Styled
from . import panel
from .base import LessonBase
from .dialogs import styled
from .quizzing import Quiz
from .tour import Steps, listed


class Asking(LessonBase):
    """Asks, and does what was answered."""

    _asked = ""  # what the field is for: "go", "search", "edit" or "quiz"; "" while it is closed

    @property
    def is_asking(self) -> bool:
        """Whether the field is open."""
        return self._asked != ""

    async def type(self, event: events.Key) -> None:
        """Let the field have a key that was pressed before it had the focus."""
        field = self.query_one("#answer", Input)
        if event.key == "enter":
            await field.action_submit()
        elif event.is_printable and event.character:
            field.insert_text_at_cursor(event.character)

    def ask(self, what: str, label: str) -> None:
        """Open the field."""
        self._asked = what
        self.query_one("#ask", Horizontal).add_class("open")
        self.query_one("#label", Label).update(self.settings.signs.shown(label))
        field = self.query_one("#answer", Input)
        field.value = ""
        self.set_focus(field)  # at once: `field.focus()` would let other keys come in between

    def close(self) -> None:
        """Close the field."""
        self._asked = ""
        self.query_one("#ask", Horizontal).remove_class("open")
        self.set_focus(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Do what was answered."""
        event.stop()
        what, typed, steps = self._asked, event.value, self.steps
        self.message = []
        if steps is None or not what:
            self.close()
        elif what == "quiz":
            self._answer(steps, typed)
        else:
            self.close()
            {"go": self._go, "search": self._search, "edit": self._edit}[what](steps, typed)
        self.show()

    def do_leave(self) -> None:
        """Leave one thing: the field, the quiz, the selection."""
        if self._asked and self._asked != "quiz":
            self.close()
        elif self.is_quizzing:
            self.do_quiz()
        else:
            self.selected = None
            self.hits = []

    # --- a step ------------------------------------------------------------------------------

    def do_go(self) -> None:
        """Ask for the number of a step."""
        if self.steps is not None:
            self.ask("go", self.words.text("stepper.ask_go", count=len(self.steps.trace)))

    def _go(self, steps: Steps, typed: str) -> None:
        count = len(steps.trace)
        if typed.strip().isdecimal() and int(typed) <= count:
            steps.go(int(typed))
            self.selected = None
            self.ask_next()
        elif typed.strip():
            self.say("no_step", "wrong", given=visible(typed), count=count)

    # --- a search ----------------------------------------------------------------------------

    def do_search(self) -> None:
        """Ask for what to search."""
        if self.steps is not None:
            self.ask("search", self.words.text("stepper.ask_search"))

    def _search(self, steps: Steps, typed: str) -> None:
        self.hits = steps.find(typed)
        if self.hits:
            self._select_hit(0)
        elif typed.strip():
            names = listed([visible(line.name) for line in steps.tape])
            self.say("no_hit", "wrong", given=visible(typed), names=names)

    def do_next_hit(self) -> None:
        """Select the next node found."""
        self._move_hit(1)

    def do_previous_hit(self) -> None:
        """Select the node found before."""
        self._move_hit(-1)

    def _move_hit(self, way: int) -> None:
        if not self.hits:
            self.say("no_search", "wrong")
            return
        now = self.hits.index(self.selected) if self.selected in self.hits else -1
        self._select_hit((now + way) % len(self.hits))

    def _select_hit(self, place: int) -> None:
        self.selected = self.hits[place]
        self.say("hit", number=place + 1, count=len(self.hits))

    # --- what if -----------------------------------------------------------------------------

    def do_edit(self) -> None:
        """Ask for another number for a leaf."""
        steps = self.steps
        if steps is None:
            return
        self.ask("edit", self.words.text("stepper.ask_edit"))
        leaves = steps.tape.leaves
        meant = [leaf for leaf in leaves if leaf.index == self.node or len(leaves) == 1]
        if meant:
            field = self.query_one("#answer", Input)
            field.value = f"{visible(meant[0].name)} = "
            field.cursor_position = len(field.value)
        else:
            self.say("leaves", names=listed([visible(leaf.name) for leaf in leaves]))

    def _edit(self, steps: Steps, typed: str) -> None:
        names, _, number = typed.rpartition("=")
        name = names.rpartition("=")[2].strip()  # typed behind one that stood there
        leaves = {visible(leaf.name): leaf.index for leaf in steps.tape.leaves}
        if not typed.strip():
            return
        if name not in leaves:
            self.say("no_leaf", "wrong", given=visible(name or typed), names=listed([*leaves]))
            return
        try:
            changed = steps.edit(leaves[name], float(number.strip().replace("−", "-")))
        except AutogradError as error:
            self.say("not_defined", "wrong", error=visible(self.words.text.error(error), WIDE))
            return
        except ValueError:
            self.say("no_number", "wrong", given=visible(number.strip()))
            return
        self.say("edited", count=len(changed))
        shown = [*panel.changed(changed, self.words)] if changed else []
        lines = [(self.words.text("stepper.changes"), "heading"), *shown]
        plain = [(self.settings.signs.shown(text), style) for text, style in lines]
        self.open_dialog(styled(plain, self.settings.theme))

    def do_take_back(self) -> None:
        """Undo the last edit."""
        if self.steps is not None:
            self.say("taken_back" if self.steps.take_back() else "nothing_to_take_back")

    # --- the quiz ----------------------------------------------------------------------------

    def do_quiz(self) -> None:
        """Begin the quiz, or end it; then its score is kept."""
        if self.steps is None:
            return
        self.is_quizzing = not self.is_quizzing
        if self.is_quizzing:
            self.quiz = self.quiz or Quiz()
            self.ask_next()
        else:
            self.close()
            self._keep_score()

    def ask_next(self) -> None:
        """Ask for the number of the next step, if there is a quiz."""
        steps = self.steps
        if not self.is_quizzing or self.quiz is None or steps is None:
            return
        if self.quiz.question(steps, self.words.text) is None:
            self.close()
            self._keep_score()
        else:
            self.ask("quiz", self.words.text("stepper.ask_quiz"))

    def leave_question(self) -> None:
        """Forget the answers to a question that the reader has left."""
        if self.quiz is not None:
            self.quiz.leave()
        if self._asked:
            self.close()

    def quiz_lines(self, steps: Steps) -> list[Styled]:
        """What the quiz asks, and its score."""
        if not self.is_quizzing or self.quiz is None:
            return []
        text = self.words.text
        score = [(self.quiz.score(text), "rule")] if self.quiz.asked else []
        asked = self.quiz.question(steps, text)
        if asked is None:
            nothing = "quiz.end" if steps.is_at_end else "quiz.nothing"
            return [(text(nothing), ""), *score]
        return [(asked.sentence, "heading"), *score]

    def _answer(self, steps: Steps, typed: str) -> None:
        if self.quiz is None:
            return
        text = self.words.text
        if typed.strip():
            verdict = self.quiz.guess(typed, steps, text)
        else:
            verdict = self.quiz.give_up(steps, text)
        first, *others = verdict.sentences
        style = "right" if verdict.is_over and not others else "wrong"
        self.message = [(first, style), *((sentence, "") for sentence in others)]
        if verdict.is_over:
            steps.go(steps.moment + 1)
            self.selected = None
            self.ask_next()
        else:
            self.query_one("#answer", Input).value = ""

    def _keep_score(self) -> None:
        if self.quiz is not None and self.quiz.asked:
            self.progress.score(self.lesson, self.quiz.right, self.quiz.asked)

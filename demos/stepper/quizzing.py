"""The quiz: before a step, its number is asked for; what a wrong answer suggests is said."""

from dataclasses import dataclass

from autograd.language import Text
from autograd.trace import Step
from viz.narration import short
from viz.quiz import Question, answer, is_right, question, suspicion

from .tour import Steps


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of an answer.

    Attributes
    ----------
    sentences : tuple of str
        The verdict first.
    is_over : bool
        Whether the step can be taken: the answer was right, or told.
    """

    sentences: tuple[str, ...]
    is_over: bool


class Quiz:
    """A quiz over the steps of a lesson, and its score.

    Attributes
    ----------
    asked, right : int
        How many numbers were asked for and answered; how many at the first try.

    Examples
    --------
    >>> from autograd import Value
    >>> from demos.parts import Walk
    >>> from viz.language import load
    >>> x = Value(3.0, label="x")
    >>> quiz, steps, text = Quiz(), Steps(Walk(x * x)), load("en")
    >>> quiz.question(steps, text).sentence
    'v1 = x*x = ?'
    >>> quiz.guess("six", steps, text)
    Verdict(sentences=('Type a number, such as 0.25 or -3.',), is_over=False)
    >>> quiz.guess("6", steps, text).sentences[1]
    'That is the sum of the operands; look at the operation again.'
    >>> quiz.guess("9", steps, text), quiz.right, quiz.asked
    (Verdict(sentences=('Right: v1 = 9.',), is_over=True), 0, 1)
    """

    def __init__(self) -> None:
        self.asked = 0
        self.right = 0
        self._wrong = 0

    def question(self, steps: Steps, text: Text) -> Question | None:
        """What is asked before the next step; None where nothing is."""
        step = next_step(steps)
        return None if step is None else question(steps.trace, step, text)

    def guess(self, typed: str, steps: Steps, text: Text) -> Verdict:
        """Judge what was typed; after a second wrong answer, the number is told."""
        step, asked = next_step(steps), self.question(steps, text)
        number = None if step is None else answer(step)
        if step is None or asked is None or number is None:
            return Verdict((text("quiz.nothing"),), is_over=True)
        try:
            guess = float(typed.strip().replace("−", "-").replace(",", "."))
        except ValueError:
            return Verdict((text("quiz.no_number"),), is_over=False)
        shown = {"name": asked.of, "answer": short(number)}
        if is_right(guess, number):
            self._count(is_right=not self._wrong)
            return Verdict((text("quiz.right", **shown),), is_over=True)
        self._wrong += 1
        suspected = suspicion(step, guess, steps.trace.values[-1])
        sentences = [text("quiz.wrong"), *([text(f"quiz.{suspected}")] if suspected else [])]
        if self._wrong > 1:
            self._count(is_right=False)
            return Verdict((*sentences, text("quiz.was", **shown)), is_over=True)
        return Verdict((*sentences, asked.hint), is_over=False)

    def give_up(self, steps: Steps, text: Text) -> Verdict:
        """Tell the number; that counts as a wrong answer."""
        step, asked = next_step(steps), self.question(steps, text)
        number = None if step is None else answer(step)
        if asked is None or number is None:
            return Verdict((text("quiz.nothing"),), is_over=True)
        self._count(is_right=False)
        return Verdict((text("quiz.was", name=asked.of, answer=short(number)),), is_over=True)

    def leave(self) -> None:
        """Forget the wrong answers to a number that is no longer asked for."""
        self._wrong = 0

    def score(self, text: Text) -> str:
        """The score in words."""
        return text("quiz.score", right=self.right, asked=self.asked)

    def _count(self, *, is_right: bool) -> None:
        self.asked += 1
        self.right += is_right
        self._wrong = 0


def next_step(steps: Steps) -> Step | None:
    """The step that the reader has before them; None at the end."""
    return None if steps.is_at_end else steps.trace.steps[steps.moment]

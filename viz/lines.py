"""What the picture of a program shows, as data: boxes that stand for lines, and who reads whom.

Names, formulas and the words of the caption are those of `print(program)`
(`autograd.replay.listing`); parts and runs those of its plan.
"""

from collections.abc import Hashable, Iterator

from autograd.language import Text
from autograd.op import Op
from autograd.replay import Program
from autograd.replay.graph import CONSTANT, INPUT, PARAMETER, WEIGHT, Guard
from autograd.replay.listing import TITLES, formula, name_of, summary
from autograd.replay.plan import EACH, END

from .labels import visible
from .view import MOST, Arrow, Box, Part, View, kinds_in

WIDE = 64
"""Columns of a formula; a sum of three products and the number of its terms has about 50."""

_LEAVES = {INPUT: "input", WEIGHT: "input", PARAMETER: "parameter", CONSTANT: "leaf"}


class Lines:
    """The lines of a program, each under the key of its box.

    Parameters
    ----------
    program : Program
        The program.
    detail : str
        "full", "run" or "part", as of `viz.draw_program`.
    text : Text
        The language.
    """

    def __init__(self, program: Program, detail: str, text: Text) -> None:
        self.graph = program.plan.graph
        self.detail = detail
        self.text = text
        self.run: dict[int, tuple[int, int]] = {}
        for part, runs in enumerate(program.plan.runs):
            for i, run in enumerate(runs):
                for line in run.lines:  # a later run only moves what the first one computed
                    self.run.setdefault(line, (part, i))
        self.backward = self._operands_of("parameters", "inputs")
        self.backward -= self._operands_of("values", "total", "guards")
        self.keys = self._keys()
        self.members: dict[Hashable, list[int]] = {}
        for line in self._order():
            if self.keys[line] is not None:
                self.members.setdefault(self.keys[line], []).append(line)

    def _order(self) -> list[int]:
        """The lines as they were appended; where runs are drawn, as these are printed."""
        lines = list(range(len(self.graph)))
        if self.detail == "full":
            return lines
        return [*(line for line in lines if not self.graph.args[line]), *self.run]

    def _operands_of(self, *results: str) -> set[int]:
        """The lines that these results need."""
        found = {line for name in results for line in self.graph.results.get(name, ())}
        for line in range(len(self.graph) - 1, -1, -1):
            if line in found:
                found.update(self.graph.args[line])
        return found

    def _keys(self) -> list[Hashable]:
        """What the lines of one box have in common: of leaves, who reads them; None: no box."""
        lines = range(len(self.graph))
        if self.detail == "full":
            return list(lines)
        keys: list[Hashable] = [None] * len(lines)
        readers: list[set[Hashable]] = [set() for _ in lines]
        for line, (part, run) in self.run.items():
            kind = self.kind(line)
            keys[line] = (part, run, kind) if self.detail == "run" else (part, kind)
        for line in lines:
            for arg in self.graph.args[line]:
                readers[arg].add(keys[line])
        for line, op, args, _ in self.graph:
            if not args and op != CONSTANT:  # which nearly all would read
                keys[line] = (op, frozenset(readers[line]) if self.detail == "run" else op)
        return keys

    def kind(self, line: int) -> str:
        """A key of `viz.style.LOOKS`."""
        op = self.graph.ops[line]
        if op in _LEAVES:
            return _LEAVES[op]
        if isinstance(op, Guard):
            return "guard"
        if line in self.backward:
            return "backward"
        is_activation = isinstance(op, Op) and op.family == "activation"
        return "activation" if is_activation and self.detail != "part" else "operation"

    def view(self) -> View:
        """All that the picture shows."""
        boxes = [self.box(lines) for lines in self.members.values()]
        ids = {key: box.id for key, box in zip(self.members, boxes, strict=True)}
        arrows = [*self.arrows(ids)]
        parts: dict[int, list[str]] = {}
        for box in boxes:
            line = box.members[0]
            if self.graph.has_rows and self.graph.ops[line] in (INPUT, WEIGHT):
                parts.setdefault(EACH, []).append(box.id)
            elif line in self.run:
                parts.setdefault(self.run[line][0], []).append(box.id)
        for box, tail in self.ends():
            boxes.append(box)
            parts.setdefault(END, []).append(box.id)
            if self.keys[tail] is not None:
                about = f"{name_of(self.graph, tail)} → {box.name}"
                ends = ids[self.keys[tail]], box.id
                arrows.append(Arrow(f"edge-{box.id}", *ends, (), about, "reads", 1.0))
        words = {"count": len(boxes), "kinds": kinds_in(boxes, self.text)}
        frames = [
            Part(f"part{part}", self.text.listed(TITLES[part]), tuple(parts[part]))
            for part in sorted(parts)
        ]
        return View(
            tuple(boxes),
            tuple(arrows),
            self.text("program.title", count=len(self.graph)),
            self.text("program.description", **words),
            len(self.graph),
            self.caption(),
            tuple(frames),
            "detail='run' or 'part'",
        )

    def caption(self) -> str:
        """What each pass saved, and what the picture folds."""
        lines = summary(self.graph, self.text.listed)
        if self.detail != "full":
            words = {"boxes": len(self.members), "constants": self.keys.count(None)}
            folded = self.text("program.folded", total=len(self.graph), **words)
            more = self.text("caption.all") if len(self.graph) <= MOST else ""
            lines.append(f"{folded}{more}")
        return "\n".join(lines)

    def box_name(self, line: int) -> str:
        """What the box of a line is called: a guard gives nothing that had a name."""
        is_guard = isinstance(self.graph.ops[line], Guard)
        return self.text("picture.guard") if is_guard else name_of(self.graph, line)

    def box(self, lines: list[int]) -> Box:
        """The box of lines under one key."""
        line, kind = lines[0], self.kind(lines[0])
        op, args = self.graph.ops[line], self.graph.args[line]
        word, name = self.text(f"picture.{kind}"), self.box_name(line)
        rows = [name]
        if args and self.detail == "part":
            rows = [word]
        elif args:
            text = formula(self.graph, line, self.text.listed)
            rows.append(visible(f"= {text}", WIDE))
            if kind == "guard":
                rows = [visible(text, WIDE), word]
        elif len(lines) > 1:
            numbers = [int(self.graph.numbers[x]) for x in lines]
            rows = [f"{name[0]}{min(numbers)} … {name[0]}{max(numbers)}"]
        elif op == WEIGHT and self.graph.has_rows:
            rows.append(self.text("program.weight"))
        if len(lines) > 1:
            rows.append(self.text("program.lines", count=len(lines)))
        gives = list(self.gives(lines))
        shown = (*rows, *gives)
        about = f"{' '.join(rows[:2])} ({word})" + "".join(f"; {row}" for row in shown[2:])
        return Box(
            f"{'node' if len(lines) == 1 else 'fold'}{line}",
            name,
            kind,
            shown,
            about,
            tuple(lines),
            is_output=bool(gives),
        )

    def gives(self, lines: list[int]) -> Iterator[str]:
        """Which results lines are."""
        here = set(lines)
        for name in ("values", "total", "parameters", "inputs"):
            found = [i for i, x in enumerate(self.graph.results.get(name, ())) if x in here]
            if len(found) == 1:
                is_alone = len(self.graph.results[name]) == 1
                path = "program.value" if name == "values" and is_alone else f"program.{name}"
                yield self.text(path, number=found[0])
            elif found:
                yield self.text(f"program.{name}_many", count=len(found))

    def arrows(self, ids: dict[Hashable, str]) -> Iterator[Arrow]:
        """An arrow for each time a line is read; or for all from one box to another."""
        edges: dict[Hashable, list[tuple[int, int, int]]] = {}
        for line, _, args, _ in self.graph:
            for k, arg in enumerate(args):
                ends = self.keys[arg], self.keys[line]
                if ends[0] not in (ends[1], None):
                    key = (line, k) if self.detail == "full" else ends
                    edges.setdefault(key, []).append((arg, line, k))
        most = max(map(len, edges.values()), default=1)
        for found in edges.values():
            tail, head, k = found[0]
            about = f"{name_of(self.graph, tail)} → {self.box_name(head)}"
            if len(found) > 1:
                about = self.text("program.about_many", first=about, count=len(found))
            ends = ids[self.keys[tail]], ids[self.keys[head]]
            yield Arrow(f"edge{head}-{k}", *ends, (), about, "reads", len(found) / most)

    def ends(self) -> Iterator[tuple[Box, int]]:
        """Boxes for what the next step begins with, each with the line it takes that from."""
        results = self.graph.results
        found: dict[Hashable, list[tuple[int, int]]] = {}
        for to, line in zip(results.get("next places", ()), results.get("next", ()), strict=True):
            key = to if self.detail == "full" else self.keys[line]
            found.setdefault(key, []).append((to, line))
        for taken in found.values():
            to, line = taken[0]
            rows = [name_of(self.graph, to), f"= {name_of(self.graph, line)}"]
            if len(taken) > 1:
                rows.append(self.text("program.lines", count=len(taken)))
            yield Box(f"next{to}", rows[0], "parameter", tuple(rows), " ".join(rows), ()), line

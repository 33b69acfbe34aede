"""A recorded graph as numbered instructions: the one way other code walks a graph.

`tape(root)` lists the graph in topological order. Numbers and names depend on the graph alone, so
the same program gives the same tape in every run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .engine import Value, topological_order
from .formula import Expr, as_expr, named, printable, write
from .node import copy_notes
from .op import Op


@dataclass(frozen=True, eq=False, slots=True)
class Instruction:
    """One line of a tape.

    Attributes
    ----------
    index : int
        Its number, from 0; operands have smaller ones.
    name : str
        A name no other instruction of the tape has: the label if there is one, else ``v<number>``.
    op : Op or None
        The operation; None for a leaf.
    args : tuple of int or float
        The operands in order: the index of an instruction, or a plain number as a float.
    node : Value
        The recorded node.
    """

    index: int
    name: str
    op: Op | None
    args: tuple[int | float, ...]
    node: Value


_ALIGNED = 40  # letters of names up to which what follows is aligned


class Tape:
    """The instructions of a graph, in an order in which they can be run.

    Examples
    --------
    >>> x, w = Value(2.0, label="x"), Value(-3.0, label="w")
    >>> print(tape((w * x + 1).tanh()))
     0  w  = -3
     1  x  = 2
     2  v1 = w*x = -6
     3  v2 = v1 + 1 = -5
     4  v3 = tanh(v2) = -0.999909
    """

    def __init__(self, root: Value) -> None:
        order = topological_order(root)
        index = {id(node): i for i, node in enumerate(order)}
        names = _unique_names(order)
        self.root = root
        self.instructions = tuple(
            Instruction(
                i,
                names[i],
                node.op,
                tuple(index[id(x)] if isinstance(x, Value) else float(x) for x in node.args),
                node,
            )
            for i, node in enumerate(order)
        )
        self._index = index

    def __len__(self) -> int:
        return len(self.instructions)

    def __iter__(self) -> Iterator[Instruction]:
        return iter(self.instructions)

    def __contains__(self, node: object) -> bool:
        return id(node) in self._index

    def __getitem__(self, index: int) -> Instruction:
        return self.instructions[index]

    def index(self, node: Value) -> int:
        """The number of a node on this tape.

        Raises
        ------
        KeyError
            If the root does not depend on it.

        Examples
        --------
        >>> x = Value(2.0)
        >>> tape(x * 3).index(x)
        0
        """
        try:
            return self._index[id(node)]
        except KeyError:
            raise KeyError(
                f"{node!r} is not on this tape of {self.root!r}; take a tape of a "
                "result that depends on it"
            ) from None

    @property
    def leaves(self) -> tuple[Instruction, ...]:
        """The instructions that are not computed from others."""
        return tuple(line for line in self.instructions if line.op is None)

    def expression(self, line: Instruction) -> str:
        """The operation of one line in the names of its operands, as it would be typed.

        Examples
        --------
        >>> lines = tape(Value(2.0, label="x") * 3)
        >>> lines.expression(lines[1])
        'x*3'
        """
        if line.op is None:
            return str(as_expr(line.node.data))
        return str(write(line.op, *[self._operand(arg) for arg in line.args]))

    def _operand(self, arg: int | float) -> Expr:
        return as_expr(arg) if isinstance(arg, float) else named(self.instructions[arg].name)

    def forward(self, changed: Mapping[int, float] | None = None) -> list[float]:
        """Run the tape on numbers, recording nothing, and return the result of every line.

        Parameters
        ----------
        changed : mapping of int to float, optional
            Numbers to use in place of what a leaf holds or an operation gives, by index.

        Examples
        --------
        >>> x = Value(2.0)
        >>> lines = tape(x * x + 1)
        >>> lines.forward({0: 5.0}), lines.forward({1: 0.0})
        ([5.0, 25.0, 26.0], [2.0, 0.0, 1.0])
        """
        changed = changed or {}
        for index in changed:
            if not 0 <= index < len(self):
                raise IndexError(f"{index} is not on this tape; its lines are 0 to {len(self) - 1}")
        results: list[float] = []
        for line in self.instructions:
            if line.index in changed:
                results.append(changed[line.index])
            elif line.op is None:
                results.append(line.node.data)
            else:
                args = [arg if isinstance(arg, float) else results[arg] for arg in line.args]
                results.append(line.op.value(*args, nodes=line.node.args))
        return results

    def record(self, changed: Mapping[int, float]) -> Value:
        """Record the graph anew, with other numbers in some leaves, and return its root.

        Names and roles stay; gradients, hooks and what a subclass keeps do not. No node of the old
        graph is changed, and none is shared.

        Parameters
        ----------
        changed : mapping of int to float
            The new numbers of leaves, by index.

        Raises
        ------
        IndexError
            If one of them is no leaf: an operation gives what it gives.
        DomainError, RangeError
            If an operation is not defined for what it gets then.

        Examples
        --------
        >>> x = Value(2.0, label="x")
        >>> square = tape(x * x).record({0: 5.0})
        >>> square.data, square.args[0], x.data
        (25.0, Value(5.0, label='x'), 2.0)
        """
        for index in changed:
            if not 0 <= index < len(self) or self.instructions[index].op is not None:
                raise IndexError(
                    f"{index} is no leaf of this tape; its leaves are numbered "
                    f"{', '.join(str(leaf.index) for leaf in self.leaves)}"
                )
        nodes: list[Value] = []
        for line in self.instructions:
            if line.op is None:
                node = Value(changed.get(line.index, line.node.data))
            else:
                node = line.op(*(x if isinstance(x, float) else nodes[x] for x in line.args))
            copy_notes(line.node, node)
            nodes.append(node)
        return nodes[-1]

    def __str__(self) -> str:
        width = min(max(len(printable(line.name)) for line in self.instructions), _ALIGNED)
        digits = len(str(len(self) - 1))
        return "\n".join(
            f"{line.index:{digits + 1}}  {printable(line.name):{width}} = {self.expression(line)}"
            + (f" = {line.node.data:.6g}" if line.op is not None else "")
            for line in self.instructions
        )


def tape(root: Value) -> Tape:
    """Number the graph that computes `root`.

    Examples
    --------
    >>> len(tape(Value(2.0) * 3))
    2
    """
    return Tape(root)


def _unique_names(order: list[Value]) -> list[str]:
    """A name for each node: its label, ``label#2`` for the second of that label, or ``v1``, ..."""
    taken = {node.label for node in order}
    last: dict[str, int] = {}  # the highest number given out, for each label
    names = []
    for node in order:
        label = name = node.label
        number = last.get(label, 0) + 1
        if not label or number > 1:
            while (name := f"{label}#{number}" if label else f"v{number}") in taken:
                number += 1
        last[label] = number
        taken.add(name)
        names.append(name)
    return names

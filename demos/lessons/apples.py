"""A shopping bill: what an apple's price, the number of apples and the tax do to the total.

The examples of chapter 5 of Koki Saitoh's "Deep Learning from Scratch", in won: 2 apples at 100,
then 3 oranges at 150 with them, and a tax of 10 %.
"""

from collections.abc import Iterator

from autograd import Trace, Value

from ..nodes import named
from ..parts import Heading, Part, Say, Walk

APPLE_PRICE, APPLE_COUNT = 100.0, 2.0
ORANGE_PRICE, ORANGE_COUNT = 150.0, 3.0
TAX = 1.1


def apples(price: float = APPLE_PRICE, count: float = APPLE_COUNT, tax: float = TAX) -> Value:
    """The graph of the total for apples alone."""
    return _taxed(_bought("apple", price, count), tax)


def fruit() -> Value:
    """The graph of the total for apples and oranges."""
    both = _bought("apple", APPLE_PRICE, APPLE_COUNT) + _bought(
        "orange", ORANGE_PRICE, ORANGE_COUNT
    )
    return _taxed(named(both, "fruit"), TAX)


def _bought(name: str, price: float, count: float) -> Value:
    each, number = Value(price, f"{name}_price", "input"), Value(count, f"{name}_count", "input")
    return named(each * number, f"{name}s")


def _taxed(net: Value, tax: float) -> Value:
    return named(net * Value(tax, "tax", "input"), "total", "output")


def gradient(root: Value, name: str) -> float:
    """The gradient of a node by its name."""
    trace = Walk(root).trace
    return next(trace.gradients[line.index] for line in trace.tape if line.name == name)


def drawn() -> Trace:
    """Both passes for apples and oranges."""
    return Walk(fruit()).trace


def parts() -> Iterator[Part]:
    """The lesson."""
    total = apples()
    by_price, by_tax = gradient(total, "apple_price"), gradient(total, "tax")
    yield Say("intro")
    yield Heading("alone")
    yield Say("predict", {"total": total.data})
    yield Walk(total)
    yield Say("won", {"by": by_price, "before": total.data, "after": apples(APPLE_PRICE + 1).data})
    by_count = gradient(total, "apple_count")
    yield Say("units", {"price": by_price, "count": by_count, "tax": by_tax, "point": by_tax / 100})
    yield Heading("together")
    yield Say("oranges")
    yield Walk(fruit())
    numbers = {"before": by_tax, "after": gradient(fruit(), "tax")}
    yield Say("learnt", {"price": gradient(fruit(), "apple_price"), **numbers})

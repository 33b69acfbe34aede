"""Wrong engines: each is the right one of `engines/closures.py` with one mistake put in.

Each entry: the level that must catch it, the mistake that must be told, and what is replaced.
"""

from pathlib import Path

RIGHT = (Path(__file__).parent / "engines" / "closures.py").read_text(encoding="utf-8")
BACKWARD = RIGHT[RIGHT.index("        order, seen, stack") :]
RESET = """        for node in order:
            if node._children:
                node.grad = 0.0
"""
RECURSIVE = """        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for child in node._children:
                    visit(child)
                order.append(node)

        visit(self)
        for node in order:
            if node._children:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
"""
EACH_PATH = """        self.grad = 1.0
        self._send()

    def _send(self):
        self._backward()
        for child in self._children:
            child._send()
"""
ONCE = """        self.grad = 1.0
        waiting, seen = [self], {self}
        while waiting:
            node = waiting.pop(WHICH)
            node._backward()
            for child in node._children:
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
"""
SLOW = (
    BACKWARD.replace("set()", "[]")
    .replace("node not in seen", "sum(x is node for x in seen) == 0")
    .replace("seen.add", "seen.append")
)
SLOTS = (Path(__file__).parent / "engines" / "slots.py").read_text(encoding="utf-8")
SLOTS_BACKWARD = SLOTS[SLOTS.index("    def backward(self)") :]
EDGE_BY_EDGE = """    def backward(self):
        self.grad = 1.0
        self.send()

    def send(self):
        for operand, slope in self.edges:
            operand.grad = (operand.grad or 0.0) + slope * self.grad
            operand.send()
"""
PATH_BY_PATH = """    def backward(self, upstream=1.0):
        self.grad = (self.grad or 0.0) + upstream
        for operand, slope in self.edges:
            operand.backward(slope * upstream)
"""
EACH_FROM_ONE = """        self.grad = 1.0
        self._backward()
        for child in self._children:
            child.backward()
"""
EQUALS = """def __eq__(self, other):
        return self.data == other.data

    def __add__"""
ADD = "out = Value(self.data + other.data, (self, other), "
MUL = "out = Value(self.data * other.data, (self, other), "
ADD_IN_PLACE = f"self.data += other.data\n        return self\n        {ADD}"
MUL_IN_PLACE = f"self.data *= other.data\n        return self\n        {MUL}"
SENT_BY_ADD = "            self.grad += out.grad\n            other.grad += out.grad\n"
SENT_A = "self.grad += other.data * out.grad"
SENT_B = "other.grad += self.data * out.grad"
SLOPE_POW = "power * self.data ** (power - 1) * out.grad"
DIVIDE = "return self * other**-1"
SUBTRACT = "return self + (-other)"

OWN_DIVISION = """other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other), "/")

        def _backward():
            self.grad += out.grad / other.data
            other.grad += {}

        out._backward = _backward
        return out"""
OWN_MINUS = """other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other.data, (self, other), "-")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out"""


def sent_by_add(first, second):
    lines = [f"            {line}\n" for line in (first, second) if line]
    return (SENT_BY_ADD, "".join(lines) or "            pass\n")


MUTANTS = [
    # --- numbers
    ("data", "no_attribute", ("self.data = data", "self.number = data")),
    ("data", "signature", ("data, _children=(), _op=", "data, name, _children=(), _op=")),
    ("data", "signature", ("def __init__", "def __innit__")),
    ("add", "no_operator", ("def __add__", "def add")),
    ("add", "add_multiplied", (ADD, MUL)),
    ("add", "plain_result", (ADD, f"return self.data + other.data\n        {ADD}")),
    ("add", "no_return", ("out._backward = _backward\n        return out", "pass")),
    (
        "add",
        "changed_operand",
        (ADD, ADD_IN_PLACE),
    ),
    ("add", "value_inside", (ADD, ADD.replace("self.data + other.data", "Value(self.data)"))),
    ("add", "unknown", (ADD, ADD.replace("other.data,", "other.data + 5,"))),
    ("add", "not_a_number", (ADD, ADD.replace("self.data + other.data", "'a' + 'b'"))),
    ("multiply", "multiply_added", (MUL, ADD)),
    (
        "multiply",
        "changed_operand",
        (MUL, MUL_IN_PLACE),
    ),
    ("multiply", "unknown_error", (MUL, f"1 / 0\n        {MUL}")),
    # --- the first gradients
    ("start", "starts_at_one", ("self.grad = 0.0", "self.grad = 1.0")),
    ("start", "no_attribute", ("self.grad = 0.0", "")),
    ("sum", "no_attribute", ("def backward(self)", "def backwards(self)")),
    ("sum", "no_seed", ("        self.grad = 1.0\n", "")),
    ("sum", "nothing_flows", sent_by_add("", "")),
    ("sum", "one_operand", sent_by_add("self.grad += out.grad", "")),
    ("sum", "one_operand", sent_by_add("other.grad += out.grad", "")),
    ("sum", "rule_of_product", sent_by_add(SENT_A, SENT_B)),
    ("sum", "own_number", sent_by_add("self.grad += self.data", "other.grad += other.data")),
    ("sum", "called_early", ("out._backward = _backward\n", "out._backward = _backward()\n")),
    ("sum", "unhashable", ("def __add__", EQUALS)),
    ("sum", "none_counted", ("self.grad = 0.0", "self.grad = None"), (RESET, "")),
    ("product", "no_local", (SENT_A, "self.grad += out.grad"), (SENT_B, "other.grad += out.grad")),
    (
        *("product", "own_number"),
        (SENT_A, "self.grad += self.data * out.grad"),
        (SENT_B, "other.grad += other.data * out.grad"),
    ),
    (
        *("product", "times_result"),
        (SENT_A, "self.grad += other.data * out.data"),
        (SENT_B, "other.grad += self.data * out.data"),
    ),
    ("product", "no_local", (BACKWARD, EACH_FROM_ONE)),
    ("product", "nothing_flows", (SENT_A, "pass"), (SENT_B, "pass")),
    ("product", "one_operand", (SENT_B, "pass")),
    # --- the chain rule
    ("chain", "no_upstream", sent_by_add("self.grad += 1.0", "other.grad += 1.0")),
    (
        *("chain", "no_upstream_product"),
        (SENT_A, "self.grad += other.data"),
        (SENT_B, "other.grad += self.data"),
    ),
    (
        *("chain", "no_upstream"),
        sent_by_add("self.grad += 1.0", "other.grad += 1.0"),
        (SENT_A, "self.grad += other.data"),
        (SENT_B, "other.grad += self.data"),
    ),
    ("chain", "only_last", (BACKWARD, "        self.grad = 1.0\n        self._backward()\n")),
    ("chain", "only_last", ("in reversed(order)", "in order")),
    ("reuse", "overwritten", ("self.grad +=", "self.grad ="), ("other.grad +=", "other.grad =")),
    ("reuse", "overwritten", (SENT_A, SENT_A.replace("+=", "="))),
    # --- the order
    ("order", "twice", (BACKWARD, EACH_PATH)),
    ("order", "twice", (BACKWARD, EACH_PATH), ("= tuple(_children)", "= set(_children)")),
    ("order", "twice", (RIGHT, SLOTS.replace(SLOTS_BACKWARD, EDGE_BY_EDGE))),
    ("order", "too_early", (BACKWARD, ONCE.replace("WHICH", "0"))),
    ("order", "too_early", (BACKWARD, ONCE.replace("WHICH", ""))),
    # --- operators
    ("numbers", "not_wrapped", ("other = other if isinstance(other, Value) else Value(other)", "")),
    ("numbers", "no_mirrored", ("def __radd__", "def radd")),
    ("numbers", "no_mirrored", ("def __rmul__", "def rmul")),
    ("numbers", "mirrored_for_ever", ("return self + other", "return other + self")),
    ("add", "mixed", (ADD, f"0.5 * other\n        {ADD}"), ("def __rmul__", "def rmul")),
    ("powers", "no_operator", ("def __pow__", "def pow")),
    ("powers", "power_keeps_exponent", (SLOPE_POW, "power * self.data**power * out.grad")),
    ("powers", "power_loses_factor", (SLOPE_POW, "self.data ** (power - 1) * out.grad")),
    ("powers", "power_is_two", (SLOPE_POW, "power * self.data * out.grad")),
    ("powers", "no_upstream_here", (SLOPE_POW, "power * self.data ** (power - 1)")),
    ("powers", "nothing_here", (SLOPE_POW, "0.0")),
    ("powers", "sign", (SLOPE_POW, f"-{SLOPE_POW}")),
    ("division", "upside_down", (DIVIDE, "return other * self**-1")),
    ("division", "floored", (DIVIDE, "return Value(self.data // other.data)")),
    ("division", "multiplied", (DIVIDE, "return self * other")),
    ("division", "divisor_sign", (DIVIDE, OWN_DIVISION.format("out.data / other.data * out.grad"))),
    ("division", "divisor_not_squared", (DIVIDE, OWN_DIVISION.format("-out.data * out.grad"))),
    ("division", "divisor_forgotten", (DIVIDE, OWN_DIVISION.format("0.0"))),
    (
        *("division", "no_upstream_here"),
        (DIVIDE, OWN_DIVISION.format("-out.data / other.data")),
        ("out.grad / other.data", "1 / other.data"),
    ),
    ("minus", "minus_forgotten", (SUBTRACT, OWN_MINUS)),
    (
        *("minus", "no_upstream_here"),
        (SUBTRACT, OWN_MINUS.replace("+= out.grad", "+= 1.0", 1).replace("+= out.grad", "-= 1.0")),
    ),
    ("minus", "turned_around", (SUBTRACT, "return other + (-self)")),
    ("minus", "turned_around", ("return -self + other", "return self - other")),
    ("minus", "minus_added", (SUBTRACT, "return self + other")),
    # --- activations
    ("activation", "tanh_not_squared", ("(1 - t**2)", "(1 - t)")),
    ("activation", "tanh_of_input", ("(1 - t**2)", "(1 - self.data**2)")),
    ("activation", "tanh_squared_only", ("(1 - t**2)", "(t**2)")),
    ("activation", "activation_no_slope", ("(1 - t**2)", "1.0")),
    ("activation", "nothing_here", ("(1 - t**2)", "0.0")),
    ("activation", "exp_operand", ("out.data * out.grad", "self.data * out.grad")),
    (
        *("activation", "exp_as_power"),
        ("out.data * out.grad", "self.data * math.exp(self.data - 1) * out.grad"),
    ),
    ("activation", "relu_operand", ("(out.data > 0) *", "out.data *")),
    ("activation", "relu_not_cut", ("max(0.0, self.data)", "self.data")),
    ("activation", "relu_open", ("(out.data > 0) *", "")),
    ("activation", "no_upstream_here", ("(out.data > 0) * out.grad", "(out.data > 0)")),
    ("activation", "sigmoid_one_minus", ("s * (1 - s)", "(1 - s)")),
    ("activation", "sigmoid_only", ("s * (1 - s)", "s")),
    ("activation", "sigmoid_as_tanh", ("s * (1 - s)", "(1 - s**2)")),
    # --- again and again
    (
        *("zero", "visited_for_ever"),
        ("order, seen, stack = [], set(), [(self, False)]", "order, stack = [], [(self, False)]"),
        ("not in seen", "not in SEEN"),
        ("seen.add", "SEEN.add"),
        ("class Value:", "SEEN = set()\n\n\nclass Value:"),
    ),
    (
        *("zero", "kept_elsewhere"),
        (
            "            node._backward()\n",
            "            node._backward()\n            KEPT.append(node)\n",
        ),
        ("        self.grad = 1.0\n", "        self.grad = 1.0 + (self in KEPT)\n"),
        ("class Value:", "KEPT = []\n\n\nclass Value:"),
    ),
    ("losses", "cleared", ("            if node._children:\n", "            if True:\n")),
    ("again", "between", (RESET, "")),
    (
        "again",
        "seed_added",
        (RESET, ""),
        ("        self.grad = 1.0\n", "        self.grad += 1.0\n"),
    ),
    # --- deep and wide
    ("depth", "recursion", (BACKWARD, RECURSIVE)),
    # --- the file
    ("load", "no_class", ("class Value:", "class value:")),
    ("load", "no_class", ("class Value:", "class Neuron:")),
    ("load", "no_class", (RIGHT, "x = 1\n")),
    ("load", "syntax", ("class Value:", "class Value")),
    ("load", "syntax", ("import math", "%matplotlib inline\nimport math")),
    ("load", "no_module", ("import math", "import math, grafviz")),
    ("load", "exits", ("import math", "import math, sys\nsys.exit()")),
    ("load", "asks", ("import math", "import math\nx = input()")),
    ("load", "calls_itself", ("import math", "import math\ndef f():\n    f()\nf()")),
    ("load", "unknown_error", ("import math", "import math\nraise KeyboardInterrupt")),
]
"""Found within an instant; `ENDLESS` only when the time is over."""

ENDLESS = [
    (
        *("speed", "every_path"),
        (BACKWARD, RECURSIVE),
        ("if node not in seen", "if True"),
        ("        visit(self)\n", "        visit(self)\n        order = [*dict.fromkeys(order)]\n"),
    ),
    ("speed", "every_path", (RIGHT, SLOTS.replace(SLOTS_BACKWARD, PATH_BY_PATH))),
    ("depth", "slow_search", (BACKWARD, SLOW)),
    ("load", "endless_file", ("import math", "import math\nwhile True:\n    pass")),
]


def written(replacements):
    """The source of an engine with a mistake."""
    source = RIGHT
    for old, new in replacements:
        assert old in source, old
        source = source.replace(old, new)
    return source

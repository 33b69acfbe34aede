"""Mutants that no test can notice, and why: they compute the same, or what is promised, no less.

Each reason stands for the mutants whose names match a pattern.
"""

import re

_SAME_AT_THE_BORDER = "At the border that was moved both branches give the same, to rounding."
_CANNOT_BE_ASKED = "What the condition leaves out cannot be there, or is passed over later."
_SAME_NUMBER = "It is the same number for every operand."

REASONS = {
    r"special\._SPLITTER: ": "Any number near 2**27 splits a float into halves of few enough bits.",
    r"special\.(gauss|normal_pdf|normal_cdf|dgelu|gelu|silu|dsilu): .*(abs\(x\)|x|abs\(d\)) [<>]=? "
    r"-?\d": _SAME_AT_THE_BORDER,
    r"special\.(sigmoid|softplus): x ": "Around 0 both forms are exact to rounding.",
    r"special\.d?gelu: root = gauss": "The function is even.",
    r"special\.(relu|leaky_relu|elu|sign|maximum|minimum): ": "Signs of zero aside, and NaN, which "
    "the builtin passes on, it is the same number.",
    r"special\.direction: ": "A scale may have any sign or size with which nothing over- or "
    "underflows; it cancels.",
    r"special\.GELU_TA(YLOR|IL): ": "The last terms of a series lie below its rounding.",
    r"ops\._power_slope: |ops\._power_slope_shown: ": "Another case gives the same number there.",
    r"ops\._predecessor_rounds: ": _SAME_NUMBER,
    r"ops\._(power|hypot|angle)_edge: ": "It is asked only where the slope's formula has no value: "
    "other operands do not come, or give the same.",
    r"ops\.(maximum|minimum|relu): ": "The result z is one of the operands, or has its sign.",
    r"ops\.(tanh|asinh): ": "The function is even.",
    r"ops\.(elu|leaky_relu): ": "What is not chosen may be any number.",
    r"ops\.dsilu: ": "Both forms hold on both sides of the border.",
    r"ops\._flat: ": "It asks whether 2x is whole, and a test of x at a half decides the same.",
    r"ops\.pow_: ": "Either condition tells the same of operands that break one of them.",
    r"engine\._marks: |engine\.(Value\.__init__|_node): .*_mark": "Any mark that no traversal "
    "has serves.",
    r"engine\.Value\.(exp|tanh): ": "The way that is not taken gives the same; or the function is "
    "even.",
    r"engine\.Value\.args: ": "A node without an operand has its number k.",
    r"engine\.Value\._apply_op: ": "A Value on either side comes to the same primitive.",
    r"engine\.record: q, k = ": "The second operand of a primitive with one is passed over.",
    r"engine\._record_(finite|with_care): .*\[?-1": "The second of two is the last.",
    r"engine\._record_with_care: nodes": "It is gone through once.",
    r"engine\._node: (modes\.blocks|is_anomaly_on) -> True": "Nothing is noted where nobody asks, "
    "or what is noted is not looked at.",
    r"engine\.topological_order: ": "The order found without marks is the same, only slower.",
    r"engine\.propagate: ": "A node without hooks has none to call; a leaf has no operands.",
    r"anomaly\._PACKAGE: ": "No other folder begins with that name.",
    r"anomaly\.depth_outside: ": "The first frame outside is found before there is none.",
    r"(anomaly\.add_up|anomaly\._first_anomaly): ": _CANNOT_BE_ASKED,
    r"higher\._adjoints: |higher\.recorded_slopes: node\.op is None -> False": _CANNOT_BE_ASKED,
    r"functional\.(value_and_grad|grad|_push_forward|hvp): .*\[-?[01]\]": "A list of one or two: "
    "its first or second item is its last.",
    r"functional\._push_forward: ": _CANNOT_BE_ASKED,
    r"functional\._fresh_value: ": _SAME_NUMBER,
    r"functions\.(_log_of_sum|_largest|_listed): ": "Values and numbers give the same there.",
    r"tape\.Tape\.__init__: |trace\._data: ": "float() of a float, or of a Value, is its number.",
    r"tape\._unique_names: ": "The name that was taken is not made again.",
    r"trace\.(trace|_update_step): ": _CANNOT_BE_ASKED,
}


# fmt: off
MOST = [
    2, 24, 6, 2, 9, 11, 7, 7, 2, 8, 9, 2, 8, 4, 1, 2, 4, 3, 3, 2,
    2, 3, 1, 2, 2, 4, 1, 1, 2, 3, 5, 3, 1, 4, 3, 1, 3,
]
# fmt: on
"""How many mutants survived by each reason: of more, the last ones are unknown."""


def reasons(survived: list[str]) -> dict[str, str]:
    """Why each mutant cannot be noticed; empty for those of which nobody knows."""
    left = dict(zip(REASONS, MOST, strict=True))
    found = {}
    for name in survived:
        pattern = next((p for p in REASONS if re.match(p, name) and left[p]), "")
        found[name] = REASONS.get(pattern, "")
        left[pattern] = left.get(pattern, 1) - 1
    return found

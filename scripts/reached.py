"""Say how much of each file the tests reach: lines, and both ways of each branch.

Takes what `make coverage` measured. Fails if they reach less than 95 % of a file for which no
reason is given here.
"""

import json
import subprocess
import sys

LEAST = 95.0

_CHILD = "runs in processes that end without a word to the measuring: "
_TERMINAL = "what only a real terminal asks for is tested in one, in processes that are ended: "

REASONS: dict[str, str] = {
    "autograd/clash.py": _CHILD + "tests/test_house.py, beside another autograd",
    "demos/__main__.py": _TERMINAL + "tests/test_breaking.py",
    "demos/ending.py": _TERMINAL + "tests/proof/test_terminal_commands.py",
    "demos/exercises/runner.py": _CHILD + "tests/test_exercises_children.py",
    "demos/stepper/base.py": "what each part of a lesson's screen does itself raises here",
    "demos/stepper/driver.py": _TERMINAL + "tests/proof/test_terminals.py",
    "demos/stepper/graph_view.py": "graphs that Graphviz cannot arrange, and races with the reader",
    "demos/stepper/terminal.py": _TERMINAL + "tests/proof/test_terminal_kinds.py",
    "viz/clash.py": _CHILD + "tests/test_house.py, beside another autograd",
}
"""Files of which less is reached, and why."""


def main() -> int:
    """Print the table; 1 if a file has too little and no reason."""
    command = [sys.executable, "-m", "coverage", "json", "-q", "-o", "-"]
    found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    reached = {file: data["summary"]["percent_covered"] for file, data in found["files"].items()}
    low = {file: percent for file, percent in reached.items() if percent < LEAST}
    for file, percent in sorted(low.items(), key=lambda item: item[1]):
        print(f"{percent:5.1f} %  {file}: {REASONS.get(file, 'NO REASON GIVEN')}")
    full = sum(percent == 100.0 for percent in reached.values())
    totals = found["totals"]
    print(
        f"{len(reached)} files, {full} of them in full; {totals['percent_covered']:.1f} % in all: "
        f"{totals['covered_lines']:,} of {totals['num_statements']:,} lines, "
        f"{totals['covered_branches']:,} of {totals['num_branches']:,} branches"
    )
    for file in REASONS.keys() - low.keys():
        print(f"{file} has a reason and needs none")
    return int(low.keys() != REASONS.keys())


if __name__ == "__main__":
    sys.exit(main())

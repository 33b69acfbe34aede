"""Mutants that no test can notice, and why: they compute the same, or what is promised, no less.

`survivors.json` holds the reasons, each with the names of the mutants it stands for.
"""

import json
from pathlib import Path

_LISTED = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))

SURVIVORS: dict[str, str] = {name: why for why, names in _LISTED.items() for name in names}
"""The reason for each mutant by its name."""

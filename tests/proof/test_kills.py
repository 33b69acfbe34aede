"""A writer that is ended by kill -9 leaves the old file or the new one, whole, and works again.

Half of the kills come before a line of what writes, each in its turn, half at a random time.
What is whole is what the writer leaves when nobody ends it, to the byte, and what reads such files
reads it. Of several files each is whole; which of them are new is not promised.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from writers import ALL

KILLING = Path(__file__).parent.parent / "killing.py"

KILLS, FEW = 200, 4
QUICK = ("write_atomically", "with names", "checkpoint", "progress")

ROUNDS = 100
RACERS = [writer.name for writer in ALL if writer.name != "without hard links"]
"""Without hard links the first to come writes, and the other is told (`test_files`)."""


def found(tmp_path, what, names, count):
    """What the program `killing` found, for each of some writers."""
    command = [sys.executable, KILLING, what, ",".join(names), str(count), tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (QUICK, FEW),
        *(
            pytest.param([writer.name], KILLS, id=writer.name, marks=pytest.mark.proof)
            for writer in ALL
        ),
    ],
)
def test_a_killed_writer_leaves_the_old_file_or_the_new_one(names, count, tmp_path, tried):
    kills = found(tmp_path, "kill", names, count)
    hit = sum(one["count"] for one in kills.values())
    wrong = [f"{name}: {what}" for name, one in kills.items() for what in one["wrong"]]
    left = {name: one["left"] for name, one in kills.items() if one["left"]}
    notes = [f"{name}: {n} of {count} kills left a temporary file" for name, n in left.items()]
    tried("kills", hit, lost=len(wrong), notes=notes)
    assert wrong == []
    assert hit == len(names) * count
    assert all(one["lines"] > 20 for one in kills.values())


@pytest.mark.proof  # in the quick form `test_files` and `test_progress` stand for it
@pytest.mark.parametrize("name", RACERS)
def test_of_two_that_write_at_once_one_is_whole(name, tmp_path, tried):
    races = found(tmp_path, "race", [name], ROUNDS)[name]
    tried("writers at once", races["count"], lost=len(races["wrong"]))
    assert races["wrong"] == []

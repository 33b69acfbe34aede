"""Command lines at random: each is followed, or refused in one line; no file is lost by any.

They run one after the other in a process of their own, in a folder with tables, learners' files and
pictures. What is opened to write is heard from Python itself, wherever it lies.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from fuzzed import is_harmless, labels, texts

from demos.command import OPTIONS

HARNESS = Path(__file__).parent / "harnesses" / "commands.py"
FAST = ("nudge", "expression", "chain", "neuron", "staged", "order", "reuse", "sigmoid", "losses",
        "softmax", "rate", "mlp", "numerical", "second", "stale", "stability")  # fmt: skip
FILES = {
    "table.csv": "a,b\n" + "".join(f"{i},{'xy'[i % 2]}\n" for i in range(12)),
    "numbers.csv": "a,b,c\n" + "".join(f"{i},{-i},{i / 7}\n" for i in range(9)),
    "bad.csv": "a,b\n1\n\x1b[2J,3\n",
    "mine.py": "class Value: pass\n",
    "wrong.py": "class Value(:\n",
    "kept.svg": "mine",
    "kept.html": "mine",
    "gradwalk": "no folder",
}
PLACES = ("new.svg", "new.html", "new", "made", "folder", "no/where.svg", "x" * 300, "a\0.svg",
          "\x1b[2J.svg", "new.png", "new.SVG", ".", "", "가.svg", "--", "folder/../made.svg",
          *FILES)  # fmt: skip
VALUES = {
    "lang": ("en", "ko", "ko", "fr", "", "ko_KR.UTF-8"),
    "steps": ("1-3", "2", "3-1", "0", "1-999999999", "9" * 99, "-1", "1-", "１-２", "1e3", "2-3"),
    "part": ("1", "2", "0", "99", "one", "1.0", "+1", " 1"),
    "cats": PLACES,
    "people": PLACES,
    "target": ("b", "b", "b", "a", "c", "z", "", "\x1b"),
    "hidden": ("2", "3,2", "0", "", "2,", "-1", "two", "1" * 50, "２", "2 ,2"),
    "epochs": ("1", "2", "3", "0", "-1", "1.5", "x", "1_0", "9" * 30),
    "seed": ("1", "7", "0", "x", "1" * 30),
    "out": PLACES,
    "ambiguous": ("1", "2", "3", "", "true"),
}

many = pytest.mark.parametrize(
    ("seed", "count"),
    [
        pytest.param(1, 30, id="30"),
        *(pytest.param(s, 600, id=f"600-{s}", marks=pytest.mark.proof) for s in range(2, 6)),
    ],
)


def command_line(random, odd, kinds):
    """A command line that is right, or was before one thing or two were changed in it."""
    options = {"lang": "en"} if random.random() < 0.7 else {}
    match random.choice(kinds):
        case "lesson":
            line, more = (
                [random.choice(FAST)],
                ("steps", "part", "out", "plain", "json", "overwrite"),
            )
        case "check":
            line, more = ["check", random.choice([*FILES])], ("plain", "json")
        case "train":
            line = ["train", random.choice(["table.csv", "table.csv", "numbers.csv", "bad.csv"])]
            options |= {"target": random.choice("bbc"), "epochs": "2", "hidden": "2"}
            more = ("seed", "classes", "out", "overwrite")
        case "course":
            line, more = [], ("json", "plain")
    more = (*more, "ascii", "ambiguous")
    options |= dict.fromkeys(random.sample(more, random.randint(0, 3)))
    words = [*line]
    for name, value in options.items():
        words.append(f"--{name}")
        if name in VALUES:
            words.append(value or random.choice(VALUES[name]))
    for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
        change(words, random, odd)
    return words


def change(words, random, odd):
    """Leave out, double, exchange, misspell or add something."""
    at = random.randrange(len(words) + 1)
    name = random.choice([*OPTIONS, "help"])
    match random.choice(["out", "twice", "swap", "letter", "option", "value", "odd"]):
        case "out":
            del words[at : at + 1]
        case "twice":
            words[at:at] = words[at : at + 1]
        case "swap":
            random.shuffle(words)
        case "letter" if words[at:]:
            word = words[at]
            where = random.randrange(len(word) + 1)
            words[at] = word[:where] + random.choice(["", "x", "-", "=", "\0"]) + word[where + 1 :]
        case "option":
            words.insert(at, f"--{name}")
        case "value":
            words.insert(at, f"--{name}={random.choice(VALUES.get(name, ('',)))}")
        case "odd":
            words.insert(at, random.choice(odd))


def is_short(words):
    """Whether no word could ask for thousands of epochs or neurons, which take long by right."""
    return not any(word.isdecimal() and 3 < len(word) < 10 for word in words)


@many
def test_a_command_line_is_followed_or_refused_in_one_line(tmp_path, seed, count, tried):
    random, odd = Random(seed), [*labels(seed, 200, texts(100))]
    kinds = ["lesson", "lesson", "lesson", "check", "course"]
    kinds += ["train"] if count > 30 else []  # which imports much
    lines = [command_line(random, odd, kinds) for _ in range(count)]
    assert all(map(is_short, lines))
    work = tmp_path / "work"
    (work / "folder").mkdir(parents=True)
    for name, content in FILES.items():
        (work / name).write_text(content)
    (tmp_path / "temporary").mkdir()
    file = tmp_path / "lines.json"
    file.write_text(json.dumps(lines))
    child = subprocess.run(
        [sys.executable, "-B", str(HARNESS), str(file)],
        cwd=work,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "dumb",
             "LC_ALL": "C.UTF-8", "TMPDIR": str(tmp_path / "temporary"),
             "MPLCONFIGDIR": str(tmp_path / "temporary")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=1200,  # a hang is one that takes longer than all of them should
        check=False,
    )  # fmt: skip
    results = [json.loads(line) for line in Path(f"{file}.out").read_text().splitlines()]
    tried("command lines", len(results))
    assert child.returncode == 0, child.stderr[-2000:]
    homes = [tmp_path, *(Path(os.environ[name]) for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"))]
    for words, result in zip(lines, results, strict=True):
        check_result(words, result, homes)
    codes = [result["code"] for result in results]
    assert min(codes.count(code) for code in (0, 1, 2)) > count / 20


def check_result(words, result, homes):
    """See how a command line ended, what it printed, and what it wrote."""
    assert result["code"] in (0, 1, 2), (words, result["code"])
    printed = result["out"] + result["err"]
    assert "Traceback" not in printed
    is_harmless(printed)  # what was typed is shown
    if result["code"] == 2:
        assert result["out"] == ""
        assert len(result["err"].splitlines()) == 1
    for path in result["written"]:
        assert path == os.devnull or any(Path(path).is_relative_to(h) for h in homes), (words, path)
    assert result["lost"] == [] or any("--overwrite" in word for word in words), words

"""Write DEPENDENCIES.md: what gradwalk needs, why, from which release on, and under which licence.

The reasons are the comments in setup.cfg; the licences are what the installed packages say.
"""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from autograd.files import write_atomically

ROOT = Path(__file__).parent.parent

# How some packages that name no licence by its identifier say it.
IDENTIFIERS = {
    "3-Clause BSD License": "BSD-3-Clause",
    "BSD 3-Clause License": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "Apache Software License": "Apache-2.0",
}

# What is not installed by make develop; what says it in its file LICENSE alone.
ELSEWHERE = {"torch": "BSD-3-Clause", "atheris": "Apache-2.0"}


def requirements() -> list[tuple[str, str, str]]:
    """The requirements in setup.cfg: for which extra (empty: always), what, and why."""
    found, extra, reason = [], "", list[str]()
    text = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    always = text.partition("install_requires =\n")[2].partition("\n[")[0]
    extras = text.partition("[options.extras_require]\n")[2].partition("\n[")[0]
    for line in [*always.splitlines(), *extras.splitlines()]:
        content = line.strip()
        if not line.startswith(" "):
            extra, reason = content.removesuffix("=").strip(), []
        elif content.startswith("#"):
            reason.append(content.lstrip("# "))
        elif content and not content.startswith("gradwalk["):
            found.append((extra, content, " ".join(reason)))
            reason = []
    return found


def licence_of(package: Distribution) -> str:
    """The licence that a package states, as an identifier where it can be told."""
    data = package.metadata
    if expression := data.get("License-Expression"):
        return str(expression)
    said = [
        line.rpartition(" :: ")[2] for line in data.get_all("Classifier", []) if "License" in line
    ]
    said += (data.get("License") or "not stated").splitlines()[:1]
    known = [IDENTIFIERS[name] for name in said if name in IDENTIFIERS]
    return known[0] if known else str(said[-1])


def brought_along(names: list[str]) -> dict[str, str]:
    """The installed packages that these need, and these in turn: their licences by name."""
    found: dict[str, str] = {}
    left, seen = [Requirement(name) for name in names], set[str]()
    while left:
        wanted = left.pop()
        if (key := f"{normal(wanted.name)}{sorted(wanted.extras)}") in seen:
            continue
        seen.add(key)
        try:
            package = distribution(wanted.name)
        except PackageNotFoundError:  # not on this system, or not with this Python
            continue
        found[normal(wanted.name)] = licence_of(package)
        for text in package.requires or []:
            need = Requirement(text)
            extras = [*wanted.extras, ""]
            if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras):
                left.append(need)
    return found


def normal(name: str) -> str:
    """The name of a package as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def document() -> str:
    """The text of DEPENDENCIES.md."""
    users, developers, own = list[str](), list[str](), {"gradwalk"}
    for extra, text, reason in requirements():
        name = normal(Requirement(text).name)
        own.add(name)
        licence = ELSEWHERE.get(name) or brought_along([text])[name]
        rows = developers if extra in ("compile", "dev", "peers") else users
        rows.append(f"| `{text}` | {extra or 'always'} | {reason} | {licence} |")
    others = brought_along(["gradwalk[all]"])
    return _DOCUMENT.format(
        users="\n".join(users),
        developers="\n".join(developers),
        others=", ".join(f"{n} ({x})" for n, x in sorted(others.items()) if n not in own),
    )


_DOCUMENT = """# Dependencies

Written by `make dependencies` from the comments in `setup.cfg` and from what the packages state. A
test sees that each requirement has a reason and a lower bound, and that the licences of what users
get let everybody use, change and pass on. gradwalk itself is under the MIT licence and contains no
code of others.

## What is installed with gradwalk

| package | for | why | licence |
|---|---|---|---|
{users}

These bring along: {others}.

## What developers need besides

| package | for | why | licence |
|---|---|---|---|
{developers}

`make audit` asks PyPI's advisories whether a weakness of an installed package is known (it needs a
network).
"""

if __name__ == "__main__":
    write_atomically(ROOT / "DEPENDENCIES.md", document(), overwrite=True)

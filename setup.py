"""Compile the modules that every operation passes through, if that can be done.

The sources are compiled as they are, and stay: where there is no C compiler, the same files run as
Python. In an editable install they do too, so that a change in them takes effect at once.
GRADWALK_COMPILED=1 insists on compiling, GRADWALK_COMPILED=0 forbids it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from setuptools import setup
from setuptools.command.build_ext import build_ext

MODULES = ("engine", "modes", "node", "numeric", "op", "special")

wish = os.environ.get("GRADWALK_COMPILED", "")


def extensions() -> list[Any]:
    """What mypyc makes of the modules: C code; none where it is not installed."""
    if wish == "0" or not {"bdist_wheel", "build_ext"} & set(sys.argv):
        return []
    try:
        from mypyc.build import mypycify  # noqa: PLC0415  only where something is compiled
    except ImportError:
        if wish:
            raise
        return []
    # Types are checked elsewhere; here packages may be missing that are not needed to compile.
    options = ["--config-file=", "--ignore-missing-imports"]
    files = [f"autograd/{name}.py" for name in MODULES]
    found: list[Any] = mypycify([*options, *files], opt_level="3", debug_level="0")
    return found


class Build(build_ext):
    """Compile all or nothing: what is half compiled cannot be imported."""

    def run(self) -> None:
        """Compile; without a working compiler go on without, unless it was insisted on."""
        try:
            super().run()
        except Exception as error:
            if wish:
                raise
            print(f"not compiled, which costs speed and nothing else: {error}", file=sys.stderr)
            for extension in self.extensions:
                Path(self.get_ext_fullpath(extension.name)).unlink(missing_ok=True)
            self.extensions = []


setup(ext_modules=extensions(), cmdclass={"build_ext": Build})

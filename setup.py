"""Compile the modules that every operation passes through, if that can be done.

The sources are compiled as they are, and stay: where there is no C compiler, the same files run as
Python. In an editable install they do too, so that a change in them takes effect at once.
GRADWALK_COMPILED=1 insists on compiling, GRADWALK_COMPILED=0 forbids it.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from setuptools import setup
from setuptools.command.build_ext import build_ext

MODULES = ("engine", "modes", "node", "numeric", "special")

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
    texts = {name: text for module in MODULES for name, text in docstrings(module)}
    for source in {source for extension in found for source in extension.sources}:
        path = Path(source)
        path.write_text(completed(path.read_text(encoding="utf-8"), texts), encoding="utf-8")
    return found


def docstrings(module: str) -> Iterator[tuple[str, str]]:
    """The docstrings of a module, by what mypyc calls their functions and classes in C."""
    tree = ast.parse(Path(f"autograd/{module}.py").read_text(encoding="utf-8"))
    functions = [(f"{module}___", node) for node in tree.body]
    for owner in tree.body:
        if isinstance(owner, ast.ClassDef):
            yield owner.name, ast.get_docstring(owner) or ""
            functions += [(f"{module}___{owner.name}___", node) for node in owner.body]
    for prefix, node in functions:
        if isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            yield prefix + node.name, text


SIGNATURE = r'PyDoc_STR\("(\w+)(?:[^"\\]|\\.)*?--\\n\\n"'
METHOD = re.compile(rf"\(PyCFunction\)CPyPy_(\w+),\s*[A-Z_| ]+,\s*{SIGNATURE}")
KIND = re.compile(rf"\.tp_doc = {SIGNATURE}")
SETTER = re.compile(
    r"(_set_(\w+)\(\w+ \*self, PyObject \*value, void \*closure\)\s*\{)(?!\s*if \(value == NULL\))"
)
REFUSAL = """
    if (value == NULL) {{
        PyErr_SetString(PyExc_AttributeError, "attribute '{name}' cannot be deleted");
        return -1;
    }}"""
PROPERTY = re.compile(r"(\(getter\)(\w+)_get_(\w+),\s*(?:\(setter\)\w+|NULL),\s*)NULL")


def completed(code: str, texts: dict[str, str]) -> str:
    """Put into C code what mypyc leaves out: docstrings, and what to do about ``del v.data``."""

    def literal(name: str) -> str:
        return json.dumps(texts.get(name, ""))

    code = METHOD.sub(lambda m: f"{m[0]} {literal(m[1])}", code)
    code = SETTER.sub(lambda m: m[0] + REFUSAL.format(name=m[2]), code)
    code = KIND.sub(lambda m: f"{m[0]} {literal(m[1])}", code)
    return PROPERTY.sub(lambda m: m[1] + literal(f"{m[2]}___{m[3]}"), code)


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

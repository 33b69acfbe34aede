"""A loaded module that becomes what its syntax tree becomes, while everything else stays loaded.

The code of a function is exchanged, a primitive of the table changes in place: whoever holds one
holds what it has become.
"""

import ast
import gc
import importlib
import sys
import types
from pathlib import Path

from mutation import Mutant, mark, stored

from autograd.op import Op


class Source:
    """A file of which mutants are made, and the module that was loaded from it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        name = ".".join(path.relative_to(Path.cwd()).with_suffix("").parts)
        self.module = importlib.import_module(name)
        gc.unfreeze()
        self.functions = {
            thing.__code__.co_qualname: thing
            for thing in gc.get_objects()
            if isinstance(thing, types.FunctionType) and thing.__code__.co_filename == str(path)
        }

    def name(self, place: str) -> str:
        """A place that is another than that of the same name in another file."""
        return f"{self.module.__name__} {place}"

    def install(self, mutant: Mutant) -> None:
        """Make a mistake in this process."""
        mutant.apply()
        if mutant.scope:
            self.exchange(mutant.statement, mutant.scope)
        else:
            self.run_again(mutant.statement)

    def mark(self, ran: set[str]) -> None:
        """Let every function add its name to a set when it runs."""
        vars(self.module)["_ran"] = ran
        for statement, scope in mark(self.tree, "_ran", self.name):
            if scope:
                self.exchange(statement, scope)
            else:
                self.run_again(statement)

    def exchange(self, statement: ast.stmt, scope: str) -> None:
        """Give a function the code that stands in the tree now."""
        code = self.compiled(statement)
        for name in scope.split("."):
            code = next(c for c in code.co_consts if getattr(c, "co_name", "") == name)
        self.functions[scope].__code__ = code

    def compiled(self, statement: ast.stmt) -> types.CodeType:
        """One statement of the module."""
        return compile(ast.Module([statement], []), str(self.path), "exec", dont_inherit=True)

    def run_again(self, statement: ast.Assign | ast.AnnAssign) -> None:
        """Run a statement of the module again, and what uses it; primitives change in place."""
        space, table = vars(self.module), getattr(self.module, "TABLE", {})
        before, primitives = {name: space[name] for name in stored(statement)}, dict(table)
        table.clear()  # it refuses a name that it has
        exec(self.compiled(statement), space)  # noqa: S102  that is what it is for: our own source
        table.clear()
        table.update(primitives)
        for name, old in before.items():
            if isinstance(old, Op):
                vars(old).update(vars(space[name]))
                space[name] = old
            else:
                self.replace(name, old, statement)

    def replace(self, name: str, old: object, statement: ast.stmt) -> None:
        """Let whoever imported a name of the module, and what follows there, see what it is."""
        for module in list(sys.modules.values()):
            if getattr(module, "__dict__", {}).get(name) is old:
                setattr(module, name, vars(self.module)[name])
        for later in self.tree.body[self.tree.body.index(statement) + 1 :]:
            names = {node.id for node in ast.walk(later) if isinstance(node, ast.Name)}
            if isinstance(later, ast.Assign | ast.AnnAssign) and name in names:
                self.run_again(later)

"""Compile kernels with LLVM, keep them between runs, and find the functions they call.

Compiled code is kept in the user's cache folder, under a name made of the code, the processor and
the version of LLVM, with a checksum in front: a file that is not whole is compiled anew.
"""

import ctypes
import ctypes.util
import hashlib
import math
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path

from ..errors import AutogradError, FileError, MissingExtraError
from ..files import write_atomically
from ..op import Op
from .driver import driver_code
from .kernels import kernel_code
from .plan import ROWS, Kernel
from .results import PYTHON

_addresses: dict[Kernel, int] = {}
_kept: list[Any] = []  # engines and callbacks live as long as the process


@cache
def llvm() -> Any:
    """LLVM, ready to compile for this processor.

    Raises
    ------
    MissingExtraError
        If llvmlite is not installed.
    """
    try:
        import llvmlite.binding as binding  # noqa: PLC0415  comes with the extra "fast"
    except ImportError:
        raise MissingExtraError(
            "replay needs llvmlite, which is not installed; install the extra: "
            "python -m pip install 'gradwalk[fast]'"
        ) from None
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    return binding


@cache
def _target() -> Any:
    binding = llvm()
    return binding.Target.from_default_triple().create_target_machine(
        cpu=binding.get_host_cpu_name(),
        features=binding.get_host_cpu_features().flatten(),
        opt=3,
    )


@cache
def drivers() -> tuple[Any, Any]:
    """The functions that run a program, once, and step after step.

    They take the memory, four lists of orders and the job; the second also the steps.
    """
    found = _compiled(driver_code(ROWS), ["program", "train"])
    program = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p] * 6)(found["program"])
    train = ctypes.CFUNCTYPE(ctypes.c_int64, *[ctypes.c_void_p] * 7)(found["train"])
    return program, train


def addresses_of(kernels: Iterable[Kernel]) -> dict[Kernel, int]:
    """Where the functions of kernels are, once those that are new have been compiled."""
    wanted = list(dict.fromkeys(kernels))
    new = [kernel for kernel in wanted if kernel not in _addresses]
    if new:
        llvm()
        texts, declared = [], set()
        for kernel in new:
            text, code = kernel_code(kernel)
            texts.append(text)
            declared |= code.declared
            for function in sorted(code.functions):
                _provide(function)
        module = "\n".join([*sorted(declared), *texts])
        found = _compiled(module, [kernel.name for kernel in new])
        _addresses.update({kernel: found[kernel.name] for kernel in new})
    return {kernel: _addresses[kernel] for kernel in wanted}


def _compiled(text: str, names: list[str]) -> dict[str, int]:
    """Compile a module, or take what an earlier run compiled; addresses by name."""
    binding = llvm()
    module = binding.parse_assembly(text)
    module.verify()
    machine = _target()
    file = _cache_file(text)
    kept = _read(file)
    if kept is None:
        builder = binding.create_pass_builder(
            machine, binding.create_pipeline_tuning_options(speed_level=3)
        )
        builder.getModulePassManager().run(module, builder)
    engine = binding.create_mcjit_compiler(module, machine)
    engine.set_object_cache(lambda _, code: _write(file, code), lambda _: kept)
    engine.finalize_object()
    _kept.append(engine)
    return {name: engine.get_function_address(name) for name in names}


def _cache_file(text: str) -> Path:
    binding = llvm()
    parts = (
        text,
        binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten(),
        str(binding.llvm_version_info),
    )
    name = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return user_cache_path("gradwalk") / "kernels" / f"{name[:32]}.o"


def _read(file: Path) -> bytes | None:
    try:
        content = file.read_bytes()
    except OSError:
        return None
    digest, code = content[:32], content[32:]
    return code if hashlib.sha256(code).digest() == digest else None


def _write(file: Path, code: bytes) -> None:
    with suppress(OSError, FileError):  # what cannot be kept is compiled again next time
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(file, hashlib.sha256(code).digest() + code, overwrite=True)


@cache
def _c_library() -> Any:
    return ctypes.CDLL(ctypes.util.find_library("m") or ctypes.util.find_library("ucrtbase"))


def _provide(function: str) -> None:
    """Tell LLVM where a function is that a kernel calls: in the C library, or in Python."""
    if function in PYTHON:
        op, position = PYTHON[function]
        count = op.arity + (position is not None)
        kind = ctypes.CFUNCTYPE(ctypes.c_double, *[ctypes.c_double] * count)
        callback = kind(_in_python(op, position))
        _kept.append(callback)
    else:
        callback = getattr(_c_library(), function)
    llvm().add_symbol(function, ctypes.cast(callback, ctypes.c_void_p).value)


def _in_python(op: Op, position: int | None) -> Callable[..., float]:
    """A primitive, or a local derivative of one, that gives NaN where it has no result."""

    def value(*args: float) -> float:
        try:
            if position is None:
                return op.value(*args)
            return op.slope(position, *args[:-1], z=args[-1])
        except (AutogradError, ArithmeticError, ValueError):
            return math.nan

    return value

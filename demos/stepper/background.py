"""Work beside the screen, in threads that end with the program."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

T = TypeVar("T")


def is_there(node: DOMNode) -> bool:
    """Whether a screen or a widget has all its parts: not once it is left, or the program ends.

    Textual removes the parts first. What the screen still does meanwhile would not find them.
    """
    return node.display and node.is_running and node.is_attached


def start(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    group: str = "default",
    exclusive: bool = False,
) -> None:
    """Let an app, a screen or a widget do some work while it goes on, until it is removed.

    Parameters
    ----------
    node : DOMNode
        Who does it.
    work : callable
        Makes the coroutine; one that never begins, because its turn is taken, is never made.
    group, exclusive
        Whether the work of the same group that is not done is given up.
    """
    _: Worker[None] = node.run_worker(work, group=group, exclusive=exclusive)


async def in_background(node: DOMNode, work: Callable[[], T]) -> T:
    """Do some work in a thread of its own, and return what it gives, or raise what it raises.

    `asyncio.to_thread` does the same with threads that Python waits for at its end: a reader who
    leaves while a lesson computes would have to wait too.

    Parameters
    ----------
    node : DOMNode
        Who waits for it.
    work : callable
        What is done.

    Raises
    ------
    asyncio.CancelledError
        If who waits has been left meanwhile: its parts are removed before its work is given up.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]  # None only if the work gives it

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except BaseException as caught:  # noqa: BLE001  raised again where it is waited for
            error = caught
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            return  # the program has ended

    threading.Thread(target=run, daemon=True).start()
    try:
        return await done
    finally:
        if not is_there(node):
            raise asyncio.CancelledError

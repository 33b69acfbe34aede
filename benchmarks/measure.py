"""How the measurements are taken: in turn, several rounds, medians and the ratio pair by pair."""

import gc
import statistics
import time
from collections.abc import Callable


def in_turn(rounds: int, work: dict[str, Callable[[], None]]) -> dict[str, list[float]]:
    """Seconds each piece of work takes, run one after the other in each round.

    Parameters
    ----------
    rounds : int
        How many are counted, after one that is not.
    work : dict of str to callable
        The pieces by name.

    Returns
    -------
    dict of str to list of float
        One time for each round.
    """
    times: dict[str, list[float]] = {name: [] for name in work}
    for counted in (False, *[True] * rounds):
        for name, run in work.items():
            gc.collect()
            start = time.perf_counter()
            run()
            if counted:
                times[name].append(time.perf_counter() - start)
    return times


def ratio(slow: list[float], fast: list[float]) -> float:
    """Median over the rounds of how many times faster `fast` was, round by round."""
    return statistics.median(s / f for s, f in zip(slow, fast, strict=True))

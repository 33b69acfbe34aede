"""What tests of the player ask of a page."""

import time


def wait_until(is_so, seconds=5):
    """Wait for the browser; its own waiting would need a policy that allows eval."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.02)


def step_of(page):
    return int(page.input_value("#go"))


def text(page, selector):
    return page.text_content(selector)


def steps_about(index, steps):
    """The numbers of the steps that say something about a node."""
    return [
        k
        for k, step in enumerate(steps.steps, 1)
        if index in (getattr(step, "index", None), getattr(step, "arg", None))
        or (step.kind == "forward" and index in steps.tape[step.index].args)
    ]

"""Textual's way to a terminal of POSIX, made good where a terminal or a shell does the unusual."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Any, TextIO, cast

from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message


class Output:
    """Where the screen is written; what no terminal takes any more is dropped.

    An error would end Textual's thread that writes. The program would wait for it for ever, and
    notice no signal, as soon as 30 more texts are to be written.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if there is a terminal."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Let out what was written, if there is a terminal."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """The number of the file behind it."""
        return self._file.fileno()


class Driver(LinuxDriver):
    """What lies between the program and its terminal."""

    is_on = False
    """Whether the terminal is ours: other screen, raw keys."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file: Any = Output(cast(TextIO, self._file))
        # Not in the signal's own handler, as Textual does it: that may come while the program is in
        # the queue of what is to be written, and would wait for ever to write there.
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
        loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's
        writer = self._writer_thread
        self.is_on = writer is not None and writer.is_alive()  # not so in the background

    def stop_application_mode(self) -> None:
        """Give it back."""
        self.is_on = False
        super().stop_application_mode()

    def _sigtstp_application(self, *_: object) -> None:
        """Stop; there is nothing to give back before it began and after it ended."""
        if self.is_on:
            super()._sigtstp_application()
        else:
            os.kill(os.getpid(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Go on, also after a SIGSTOP, of which nobody is told, or after nothing.

        Then the terminal was not given back. Textual would take it a second time, with a second
        thread for its keys, for which it waits for ever at the end.
        """
        if self.is_on:
            self.suspend_application_mode()
            self._must_signal_resume = True
        if self._must_signal_resume:
            super()._sigcont_application()

    def process_message(self, message: Message) -> None:
        """Hand on what came; a size only if the terminal has said that it sends sizes.

        Who pastes a text with such a report in it has no other window by that.
        """
        if not isinstance(message, events.Resize) or self._in_band_window_resize:
            super().process_message(message)

    def run_input_thread(self) -> None:
        """Read keys; bytes that are no UTF-8, and numbers that are no key, are dropped."""
        while not self.exit_event.is_set():
            with suppress(ValueError, ArithmeticError):
                super().run_input_thread()

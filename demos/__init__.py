"""Lessons, each a short program whose every step can be read.

``python -m demos`` lists them, ``python -m demos NAME`` runs one. A lesson (`demos/lessons`) builds
a graph and says what to show; `screen.py` shows it; the sentences stand in `text/*.toml`, a file a
language. Absent on purpose: numbers. Each one printed is computed, and pinned in a test.
"""

from viz import clash as clash  # first: it explains what is wrong if `autograd` is not ours

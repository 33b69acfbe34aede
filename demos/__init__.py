"""Lessons, each a short program whose every step can be read.

``python -m demos`` lists them, ``python -m demos NAME`` runs one. A lesson (`demos/lessons`) yields
the parts of which it is made (`parts.py`); `transcript.py` prints them; the sentences stand in
`text/`, a folder a language. Absent on purpose: numbers. Each one printed is computed, and pinned
in a test.
"""

from viz import clash as clash  # first: it explains what is wrong if `autograd` is not ours

"""``python -m demos train``: a table of the reader's own, a model trained on it, what it is worth.

Entry point: `running.train`. What holds: the test rows are looked at once, at the end; nothing is
chosen by them. Files go to one folder, each whole, and none is replaced unless that was asked.
"""

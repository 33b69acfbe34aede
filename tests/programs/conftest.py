"""Programs are read and run by tests/proof/test_programs.py; there are no doctests in them."""

collect_ignore_glob = ["*.py"]

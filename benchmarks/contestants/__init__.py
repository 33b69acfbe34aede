"""Who is measured in a process of its own, a module each, so that none loads what another needs.

`benchmarks.apart` runs them. Each has a function ``contestant(how)``, which returns what takes one
round and gives its figures.
"""

"""Which nodes DOT text asks for, as far as that is plain: a program's answer must have them.

This reads statements only, as Graphviz's scanner does; what they say of nodes it passes over.

References
----------
Graphviz documentation, "DOT language"; its scanner, lib/cgraph/scan.l.
"""

import re
from itertools import chain, pairwise

_STRING = r'"(?:[^"\\]|\\.)*+"'
_COMMENT = r"//[^\n]*|/\*.*?\*/|^\#[^\n]*"
_WORD = r"[A-Za-z_\x80-\U0010ffff][\w\x80-\U0010ffff]*|-?(?:\d+(?:\.\d*)?|\.\d+)"
_TOKEN = re.compile(
    rf"""(?:[ \t\r\n]|{_COMMENT})++  # nothing
    | \[(?:{_STRING}|{_COMMENT}|[^]"</]|/(?![/*]))*+\]  # attributes
    | (->|--|{_STRING}|{_WORD}|.)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE | re.ASCII,
)
_KEYWORDS = ("strict", "graph", "digraph", "subgraph", "node", "edge")
_UNREAD = ("<", "[", "+", '"', "/")  # HTML-like or joined strings, or what does not end
# What % & \ and letters beyond ASCII make of a name depends on the charset and on the version.
_PLAIN_NAME = re.compile(r'"[ !#$\'-\[\]-~]*"|-?[\w.]+', re.ASCII)


def nodes_named(source: str) -> set[str]:
    """Names of nodes that DOT text has for sure; not all of them, if it is unusual.

    Examples
    --------
    >>> sorted(nodes_named('digraph g { rankdir=LR; node [shape=box] x -> "y z":port [label=w] }'))
    ['x', 'y z']
    """
    words = (match[1] for match in _TOKEN.finditer(source) if match[1])
    found, depth, before = set(), 0, ""
    for word, after in pairwise(chain(words, [""])):
        depth += (word == "{") - (word == "}")
        if word in _UNREAD or (word == "}" and depth == 0):
            break
        if (
            depth
            and _PLAIN_NAME.fullmatch(word)
            and word.lower() not in _KEYWORDS
            and before.lower() not in ("subgraph", "=", ":")
            and after not in ("=", "+")
        ):
            found.add(word.strip('"'))
        before = word
    return found

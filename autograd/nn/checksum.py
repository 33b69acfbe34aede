"""A checksum over a JSON document, so that a file in which a digit was changed is noticed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FIELD = "checksum"


def checksum(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document without its checksum, whatever its order and spaces.

    Examples
    --------
    >>> checksum({"b": 0.5, "a": [1]}) == checksum({"a": [1], "b": 0.5, "checksum": "..."})
    True
    """
    rest = {name: content for name, content in document.items() if name != FIELD}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()

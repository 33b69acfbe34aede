"""Python source with numbers and names in it: every bit arrives, and no name breaks out."""

import os
from collections.abc import Iterable
from pathlib import Path
from textwrap import indent, wrap

from ...errors import ChoiceError, unknown_choice
from ...files import as_path
from .network import Dense, Network

WIDTH = 100


def path_for(path: str | os.PathLike[str], suffix: str, imported: str = "") -> Path:
    """The path of a file to write, which must have its suffix.

    Parameters
    ----------
    path : str or path-like
        Where to.
    suffix : str
        What it must end in.
    imported : str
        What the file imports, and so cannot be called itself.

    Raises
    ------
    ChoiceError
        If it is called otherwise.

    Examples
    --------
    >>> path_for("model.py", ".py").name
    'model.py'
    """
    place = as_path(path)
    if place.suffix.lower() != suffix:
        raise unknown_choice("file suffix", place.suffix, [suffix])
    if imported and place.stem.lower() == imported:
        raise ChoiceError(
            f"a file called {place.name} would be imported in place of {imported} itself; "
            "choose another name, such as model.py"
        )
    return place


def constants(network: Network, array: str = "{}") -> str:
    """The numbers and names of a network as assignments.

    Parameters
    ----------
    network : Network
        Whose they are.
    array : str
        What is done to a list of numbers, such as ``np.array({})``.

    Examples
    --------
    >>> layer = Dense(((0.1, -2.0),), (0.0,), "tanh", None)
    >>> print(constants(Network((layer,), None, None, ("no", '"'), ())))
    CLASSES = (
        'no',
        '"',
    )
    WEIGHT1 = [
        [0.1, -2.0],
    ]
    BIAS1 = [0.0]
    """
    lines = [
        f"{name} = {_texts(texts)}"
        for name, texts in (("FEATURES", network.features), ("CLASSES", network.classes))
        if texts
    ]
    arrays: dict[str, str] = {}
    if network.mean and network.scale:
        arrays |= {"MEAN": _list(network.mean), "SCALE": _list(network.scale)}
    for number, layer in enumerate(network.layers, start=1):
        rows = "".join(indent(_list(row), "    ") + ",\n" for row in layer.weight)
        arrays[f"WEIGHT{number}"] = f"[\n{rows}]"
        if layer.bias:
            arrays[f"BIAS{number}"] = _list(layer.bias)
    return "\n".join([*lines, *(f"{name} = {array.format(it)}" for name, it in arrays.items())])


def shown(network: Network, outputs: str) -> str:
    """Source that gives the outputs of one sample, each beside its class if it has one."""
    named = network.classes and network.outputs > 1
    return f"dict(zip(CLASSES, {outputs}))" if named else outputs


def applied(layer: Dense, forms: dict[str, str], sum_: str) -> str:
    """The activation of a layer, in one of the `forms`, applied to the source of its sums."""
    return forms[layer.activation].format(sum_, layer.option)


def helpers(network: Network, sources: dict[str, str]) -> str:
    """The functions that the activations of a network need, each once."""
    needed = dict.fromkeys(layer.activation for layer in network.layers)
    return "".join(f"\n\n{sources[name]}" for name in needed if name in sources)


def _list(numbers: Iterable[float]) -> str:
    """A list of numbers; the repr of a float gives every bit of it back."""
    items = ", ".join(map(repr, numbers))
    lines = wrap(items, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return f"[{f'{chr(10)} '.join(lines)}]"


def _texts(texts: Iterable[str]) -> str:
    """A tuple of texts; the repr of one has neither line ends nor characters that are not seen."""
    return "(\n" + "".join(f"    {text!r},\n" for text in texts) + ")"

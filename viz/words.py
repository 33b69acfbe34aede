"""Every word in a picture, for one language; English by default."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The words of a picture; names in braces are filled in.

    Attributes
    ----------
    title, description : str
        For screen readers: what the picture is of, and what is in it.
    value, gradient, not_yet : str
        The lines of a box.
    about_box, about_arrow, about_flow : str
        What pointing at a box or an arrow shows; `about_flow` follows once there is a gradient.
    input, parameter, leaf, operation, activation, loss : str
        The kinds of nodes.

    Examples
    --------
    >>> Words(value="값").value
    '값'
    """

    title: str = "computation graph of {name}"
    description: str = (
        "{count} nodes ({kinds}). A box: name, operation, value and gradient. "
        "An arrow: ∂ local derivative, {arrow} what flowed back along it."
    )
    value: str = "value"
    gradient: str = "grad"
    not_yet: str = "not computed yet"
    about_box: str = "{about}; value {value}; gradient {gradient}"
    about_arrow: str = "slope of {name} in {arg}: {rule} = {slope}"
    about_flow: str = ", times gradient {gradient} gives {flow}"
    input: str = "input"
    parameter: str = "parameter"
    leaf: str = "leaf"
    operation: str = "operation"
    activation: str = "activation"
    loss: str = "loss"


ENGLISH = Words()

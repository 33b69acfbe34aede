"""The signs we use beyond ASCII, and what stands for them where there is only ASCII."""

ASCII = {
    "∂": "d",
    "∇": "grad",
    "−": "-",
    "×": "*",
    "÷": "/",
    "·": ".",
    "→": "->",
    "←": "<-",
    "↑": "^",
    "↓": "v",
    "…": "...",
    "∞": "inf",
    "²": "^2",
    "′": "'",
    "√": "sqrt",
    "∛": "cbrt",
    "σ": "sigmoid",
    "φ": "phi",
    "Φ": "Phi",
    "‖": "||",
}
_TABLE = str.maketrans(ASCII)


def plain(text: str) -> str:
    """A text with our own signs in ASCII; letters, such as those of Hangul, stay.

    Examples
    --------
    >>> plain("∂L/∂x → −0.5"), plain("기울기 …")
    ('dL/dx -> -0.5', '기울기 ...')
    """
    return text.translate(_TABLE)

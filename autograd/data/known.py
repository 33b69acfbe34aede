"""Published datasets, which come with scikit-learn (extra ``data``): nothing is downloaded."""

from typing import Any

from ..errors import MissingExtraError
from .dataset import Dataset


def digits() -> Dataset:
    """1,797 handwritten digits, 8 by 8 pixels each, from 0 (white) to 1 (black).

    Returns
    -------
    Dataset
        Features pixel_0_0 to pixel_7_7, row by row; classes 0 to 9. The file has whole numbers from
        0 to 16; here they are divided by 16.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.

    References
    ----------
    E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI Machine Learning
    Repository, 1998; its test set.

    Examples
    --------
    >>> data = digits()
    >>> data, data.x.max().item()
    (<Dataset 'digits': 1797 samples, 64 features, 10 classes>, 1.0)
    """
    found = _loaded("digits")
    return _dataset("digits", found, found.data / 16.0)


def iris() -> Dataset:
    """150 iris flowers of three species, by the length and width of sepals and petals in cm.

    Returns
    -------
    Dataset
        Of the classes setosa, versicolor and virginica.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.

    References
    ----------
    R. A. Fisher, "The use of multiple measurements in taxonomic problems", 1936.

    Examples
    --------
    >>> iris().classes
    ('setosa', 'versicolor', 'virginica')
    """
    found = _loaded("iris")
    return _dataset("iris", found, found.data)


def breast_cancer() -> Dataset:
    """569 tumours, malignant or benign, by 30 measures of the nuclei of their cells.

    Returns
    -------
    Dataset
        Of the classes malignant and benign; the features differ in scale by a factor of 10,000, so
        use a `Standardiser`.

    Raises
    ------
    MissingExtraError
        If scikit-learn is not installed.

    References
    ----------
    W. Wolberg, O. Mangasarian, N. Street and W. Street, "Breast cancer Wisconsin (diagnostic)", UCI
    Machine Learning Repository, 1995.

    Examples
    --------
    >>> breast_cancer()
    <Dataset 'breast_cancer': 569 samples, 30 features, 2 classes>
    """
    found = _loaded("breast_cancer")
    return _dataset("breast_cancer", found, found.data)


def _loaded(name: str) -> Any:
    try:
        # Not at the top: the rest of autograd.data works without the extra.
        from sklearn import datasets  # noqa: PLC0415  comes with the extra "data"
    except ImportError:
        raise MissingExtraError(
            f"the dataset {name} comes with scikit-learn, which is not installed; install the "
            "extra: python -m pip install 'gradwalk[data]'"
        ) from None
    return getattr(datasets, f"load_{name}")()


def _dataset(name: str, found: Any, x: Any) -> Dataset:
    features, classes = (
        tuple(str(label) for label in labels)
        for labels in (found.feature_names, found.target_names)
    )
    return Dataset(x, found.target, features, classes, name)

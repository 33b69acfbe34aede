"""Data to learn from: samples, their targets, and the names of both, checked once.

Entry points: `read_csv` for a table of one's own; `moons`, `circles`, `spirals`, `xor` and `blobs`
for points drawn by a seed; `digits`, `iris` and `breast_cancer`, published data that come with the
extra ``data``; `Dataset` for arrays. A `Dataset` goes into `autograd.nn.fit` as it is;
`Dataset.split` keeps some for the test, a `Standardiser` puts all features on one scale.

What always holds:

- A dataset has finite numbers, a target for each sample, and names that differ. What is wrong is
  told by row and column, or by line and column of the file, where it enters.
- Nothing is dropped, filled in or guessed: a missing number is an error, and so is an encoding that
  could be two.
- The same seed gives the same points and the same split. No global random generator is drawn from.
- A Standardiser knows the training data only.
- Nothing is downloaded, and scikit-learn is imported only for the data it comes with.

Absent on purpose: filling in missing numbers, turning texts into features, standardising targets,
images, and data that do not fit into memory.
"""

from .dataset import Dataset
from .known import breast_cancer, digits, iris
from .standardiser import Standardiser
from .synthetic import blobs, circles, moons, spirals, xor
from .tables import read_csv

__all__ = [
    "Dataset",
    "Standardiser",
    "blobs",
    "breast_cancer",
    "circles",
    "digits",
    "iris",
    "moons",
    "read_csv",
    "spirals",
    "xor",
]

"""Photos of the reader's own, from two folders: read, checked, and made small. Nothing is changed.

A photo is turned as its EXIF data say, made grey, cropped to the square in its middle, and scaled
to 16 by 16 pixels, each the mean of what it covers. What is transparent becomes white.
"""

import hashlib
import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.errors import FileError, MissingExtraError
from viz.labels import visible

PHOTO_SIZE = 16
"""Pixels across and down."""

ENDINGS = (".jpg", ".jpeg", ".png")

LARGEST = 80_000_000
"""Pixels of the largest photo that is read: a small file may claim to be a picture of any size."""

LEAST = 2
"""Photos of each kind: one to learn from and one to be tried on."""

_FINE = 8 * PHOTO_SIZE  # a larger photo may be decoded coarsely, but not below this
_PARTS = 4  # of a path that is named as a whole
_NAMED = 5  # files that a message names before it says how many more there are

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Photos:
    """The photos of two folders.

    Attributes
    ----------
    greys : array of shape (photos, 256)
        From 0, black, to 1, white.
    classes : array of shape (photos,)
        The folder of each, 0 or 1.
    names : tuple of str
        The file of each.
    others : tuple of str
        What else is in the folders, and was left out.
    copies : tuple of (str, str)
        Files left out because another in the same folder has the same bytes, and that other.
    """

    greys: Array
    classes: NDArray[np.int64]
    names: tuple[str, ...]
    others: tuple[str, ...]
    copies: tuple[tuple[str, str], ...]


def read_photos(folders: Sequence[Path]) -> Photos:
    """Read the photos in two folders, in the order of their names; folders in them are not read.

    Raises
    ------
    FileError
        If a folder is not there or has too few photos, both are the same, a photo cannot be read,
        or one is in both; the message names it.
    MissingExtraError
        If Pillow is not installed.
    """
    _find_pillow()
    for folder in folders:
        if not folder.is_dir():
            what = "is a file, not a folder" if folder.exists() else "does not exist"
            raise FileError(f"a folder of photos is needed, but {shown(folder)} {what}")
    if os.path.samefile(*folders):
        raise FileError(
            f"cats and people need a folder each, but {shown(folders[0])} and {shown(folders[1])} "
            "are the same one"
        )
    listed = [_listed(folder) for folder in folders]
    found: list[tuple[int, Path]] = []
    copies: list[tuple[str, str]] = []
    seen: dict[bytes, tuple[int, Path]] = {}
    for which, (photos, _) in enumerate(listed):
        for path in photos:
            first = seen.setdefault(_digest(path), (which, path))
            if first == (which, path):
                found.append(first)
            elif first[0] == which:
                copies.append((shown(path), shown(first[1])))
            else:
                raise FileError(
                    f"the same picture is in both folders, as {shown(first[1])} and {shown(path)}; "
                    "take it out of the one where it does not belong"
                )
    classes = np.array([which for which, _ in found])
    for which, folder in enumerate(folders):
        if (count := int((classes == which).sum())) < LEAST:
            raise _too_few(folder, count, listed[which][1])
    return Photos(
        _all_greys([path for _, path in found]),
        classes,
        tuple(shown(path) for _, path in found),
        tuple(shown(path) for _, others in listed for path in others),
        tuple(copies),
    )


def shown(path: Path) -> str:
    """A file or folder as messages and tables name it: of a long path, the end.

    Examples
    --------
    >>> shown(Path("/home/me/cats")), shown(Path("/home/me/pictures/2024/cats/tom.jpg"))
    ('/home/me/cats', '.../2024/cats/tom.jpg')
    """
    named = path if len(path.parts) <= _PARTS else Path("...", *path.parts[-3:])
    return visible(str(named), 60)


def _find_pillow() -> None:
    try:
        import PIL.Image  # noqa: F401, PLC0415  comes with the extra "data"
    except ImportError:
        raise MissingExtraError(
            "photos are read with Pillow, which is not installed; install it into this "
            "environment: python -m pip install Pillow"
        ) from None


def _listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """The photos in a folder, by their endings, and what else is there."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise FileError(f"the folder {shown(folder)} cannot be read: {error.strerror}") from error
    photos = [path for path in paths if path.suffix.lower() in ENDINGS and path.is_file()]
    return photos, [path for path in paths if path not in set(photos)]


def _too_few(folder: Path, count: int, others: Sequence[Path]) -> FileError:
    left = f"; what else is there was left out: {_some(others)}" if others else ""
    return FileError(
        f"{shown(folder)} needs at least {LEAST} photos (files that end in "
        f"{', '.join(ENDINGS)}), better 50 or more, and has {count or 'none'}{left}"
    )


def _some(paths: Sequence[Path]) -> str:
    more = len(paths) - _NAMED
    names = ", ".join(shown(path) for path in paths[:_NAMED])
    return f"{names} and {more} more" if more > 0 else names


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise FileError(f"{shown(path)} cannot be read: {error.strerror}") from error


def _all_greys(paths: Sequence[Path]) -> Array:
    """The greys of photos, a row each; if some cannot be read, the message names them."""
    rows, failures = [], []
    for path in paths:
        try:
            rows.append(_greys(path).ravel())
        except Exception as error:  # noqa: BLE001  broken files make Pillow raise many kinds
            failures.append(f"{shown(path)} ({_reason(error)})")
    if failures:
        more = f", and {len(failures) - _NAMED} more" if len(failures) > _NAMED else ""
        raise FileError(
            f"photos are JPEG or PNG pictures of up to {LARGEST:,} pixels, and these cannot be "
            f"read: {', '.join(failures[:_NAMED])}{more}; mend them, or take them out of the folder"
        )
    return np.array(rows)


def _reason(error: Exception) -> str:
    """What is wrong with a file, in few words."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  see _find_pillow

    if isinstance(error, UnidentifiedImageError):
        return "no JPEG or PNG, whatever its name says"
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return "too many pixels"
    return visible(f"damaged: {error}", 80)


def _greys(path: Path) -> Array:
    """A photo, turned, cropped to the square in its middle, grey and small."""
    from PIL import Image, ImageOps  # noqa: PLC0415  see _find_pillow

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.simplefilter("ignore", UserWarning)  # about odd metadata, which do not matter here
        with Image.open(path, formats=("JPEG", "PNG")) as image:
            if image.width * image.height > LARGEST:
                raise Image.DecompressionBombError
            image.draft("L", (_FINE, _FINE))  # a large JPEG is decoded at a fraction of its size
            grey = _in_grey(ImageOps.exif_transpose(image))
    small = ImageOps.fit(grey, (PHOTO_SIZE, PHOTO_SIZE), Image.Resampling.BOX)
    return np.asarray(small, dtype=float) / 255.0


def _in_grey(image: Any) -> Any:
    """A picture of Pillow's in 256 greys, on white where it is transparent."""
    from PIL import Image  # noqa: PLC0415  see _find_pillow

    if image.mode.startswith("I"):  # 65,536 greys
        return image.convert("I").point(lambda grey: grey / 257).convert("L")
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        return Image.alpha_composite(white, clear).convert("L")
    return image.convert("L")

"""The reader's own photos: what is made of a file, what is refused, and what is concluded."""

import io
import os
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from lessons import words_of
from PIL import Image

from demos.__main__ import main
from demos.lessons import cat_or_person, own_photos
from demos.models import pictures
from demos.models.photos import LARGEST, read_photos
from demos.parts import Heading, Pixels, Say, Table, Work
from demos.transcript import PlainConsole, Transcript
from viz.signs import columns

SIDE = 16


def squares(*greys):
    """A picture of 160 by 160 pixels: four squares, row by row."""
    array = np.array(greys, dtype=np.uint8).reshape(2, 2).repeat(80, axis=0).repeat(80, axis=1)
    return Image.fromarray(array)


def quarters(greys):
    """The means of the quarters of a photo that was read, row by row, in 256 greys."""
    return 255 * greys.reshape(2, SIDE // 2, 2, SIDE // 2).mean(axis=(1, 3)).ravel()


@pytest.fixture
def folders(tmp_path):
    """Two folders, each with two photos that nobody would confuse."""
    made = tmp_path / "cats", tmp_path / "people"
    for folder, grey in zip(made, (40, 215), strict=True):
        folder.mkdir()
        for i in range(2):
            Image.new("L", (20, 20), grey + i).save(folder / f"plain{i}.png")
    return made


def read(folders):
    return read_photos(folders)


def only(folders, name):
    """The greys of the photo of that name."""
    photos = read(folders)
    (row,) = [i for i, path in enumerate(photos.names) if Path(path).name == name]
    return photos.greys[row]


# --- what is made of a photo -----------------------------------------------------------------


def test_photos_come_in_the_order_of_their_names_with_their_folder_as_class(folders):
    photos = read(folders)
    assert [Path(name).name for name in photos.names] == ["plain0.png", "plain1.png"] * 2
    assert photos.classes.tolist() == [0, 0, 1, 1]
    assert photos.greys.shape == (4, SIDE * SIDE)
    assert photos.greys[:, 0] * 255 == pytest.approx([40, 41, 215, 216])


@pytest.mark.parametrize("ending", ["jpg", "JPEG", "png", "PNG"])
def test_a_square_keeps_its_places(folders, ending):
    squares(0, 80, 160, 240).save(folders[0] / f"a.{ending}", quality=95)
    assert quarters(only(folders, f"a.{ending}")) == pytest.approx([0, 80, 160, 240], abs=3)


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_as_its_exif_data_say(folders, ending, orientation):
    """A camera held otherwise writes other pixels, and how to turn them: EXIF 2.3, tag 274."""
    back = {
        1: lambda image: image,
        2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
        4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
        6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
        7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
        8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[274] = orientation
    turned = back[orientation](squares(0, 80, 160, 240))
    turned.save(folders[0] / f"a.{ending}", exif=exif, quality=95)
    assert quarters(only(folders, f"a.{ending}")) == pytest.approx([0, 80, 160, 240], abs=3)


@pytest.mark.parametrize("is_wide", [True, False])
def test_the_square_in_the_middle_is_what_counts(folders, is_wide):
    image = Image.new("L", (480, 160) if is_wide else (160, 480), 255)
    image.paste(squares(0, 80, 160, 240), (160, 0) if is_wide else (0, 160))
    image.save(folders[0] / "a.png")
    assert quarters(only(folders, "a.png")) == pytest.approx([0, 80, 160, 240], abs=1)


def test_a_pixel_is_the_mean_of_what_it_covers(folders):
    greys = np.random.RandomState(0).randint(0, 256, (160, 160)).astype(np.uint8)
    Image.fromarray(greys).save(folders[0] / "a.png")
    means = greys.reshape(16, 10, 16, 10).mean(axis=(1, 3))
    assert 255 * only(folders, "a.png") == pytest.approx(means.ravel(), abs=1)


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 50), (16, 16), (17, 31), (4000, 3000)])
def test_any_size_will_do(folders, size):
    Image.new("L", size, 100).save(folders[0] / "a.jpg")
    assert 255 * only(folders, "a.jpg") == pytest.approx(100, abs=2)


GREY_OF_RED = 0.299 * 200  # ITU-R BT.601


@pytest.mark.parametrize(
    ("image", "ending", "grey"),
    [
        (Image.new("RGB", (30, 30), (200, 0, 0)), "png", GREY_OF_RED),
        (Image.new("RGB", (30, 30), (200, 0, 0)), "jpg", GREY_OF_RED),
        (Image.new("RGB", (30, 30), (200, 0, 0)).convert("P"), "png", GREY_OF_RED),
        (Image.new("CMYK", (30, 30), (0, 255, 255, 55)), "jpg", GREY_OF_RED),
        (Image.new("RGBA", (30, 30), (200, 0, 0, 255)), "png", GREY_OF_RED),
        (Image.new("RGBA", (30, 30), (200, 0, 0, 0)), "png", 255),
        (Image.new("LA", (30, 30), (0, 0)), "png", 255),
        (Image.new("1", (30, 30), 1), "png", 255),
        (Image.new("I;16", (30, 30), 257 * 120), "png", 120),
    ],
    ids=lambda x: getattr(x, "mode", str(x)),
)
def test_any_kind_of_picture_becomes_grey_and_what_is_clear_white(folders, image, ending, grey):
    image.save(folders[0] / f"a.{ending}", quality=95)
    found = 255 * only(folders, f"a.{ending}")
    if image.mode == "P":  # the nearest of its colours, another here and there
        found = found.mean()
    assert found == pytest.approx(grey, abs=3)


def test_nothing_of_the_readers_is_changed(folders):
    def state():
        paths = sorted(path for folder in folders for path in folder.iterdir())
        return [(path, path.read_bytes(), path.stat().st_mtime_ns) for path in paths]

    before = state()
    read(folders)
    assert state() == before


def test_what_is_left_out_is_named(folders):
    cats, people = folders
    (cats / ".DS_Store").write_bytes(b"x")
    (cats / "notes.txt").write_text("x")
    (cats / "more.png").mkdir()
    shutil.copy(people / "plain0.png", people / "plain0 copy.png")
    photos = read(folders)
    short = Path("...", *cats.parts[-2:])
    assert photos.others == tuple(str(short / n) for n in (".DS_Store", "more.png", "notes.txt"))
    (copy,) = photos.copies
    assert [Path(name).name for name in copy] == ["plain0.png", "plain0 copy.png"]
    assert len(photos.names) == len(photos.classes) == len(photos.greys) == 4


# --- what is refused -------------------------------------------------------------------------


def bomb(width, height):
    """A PNG of a few hundred bytes that claims to be very large."""

    def chunk(name, content):
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", body), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def jpeg():
    out = io.BytesIO()
    noise = np.random.RandomState(0).randint(0, 256, (200, 200)).astype(np.uint8)
    Image.fromarray(noise).save(out, "JPEG")
    return out.getvalue()


BROKEN = {
    "a text renamed": (b"not a picture", "no JPEG or PNG, whatever its name says"),
    "nothing": (b"", "no JPEG or PNG, whatever its name says"),
    "a truncated jpg": (jpeg()[:5000], "damaged: "),
    "a truncated png": (bomb(200, 200)[:-20], "damaged: "),
    "a bomb": (bomb(9_000, 9_000), "too many pixels"),
    "a larger bomb": (bomb(9_999, 9_999), "too many pixels"),
    "a very large bomb": (bomb(60_000, 60_000), "too many pixels"),
    "a gif": (b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "no JPEG or PNG, whatever its name says"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_picture_is_named(folders, kind, capsys):
    content, says = BROKEN[kind]
    file = folders[1] / "broken.png"
    file.write_bytes(content)
    arguments = ["--cats", str(folders[0]), "--people", str(folders[1])]
    assert main(["cat-or-person", *arguments, "--lang", "en"]) == 1
    errors = capsys.readouterr().err
    assert f"broken.png ({says}" in errors
    assert f"{LARGEST:,} pixels" in errors
    assert len(errors.splitlines()) == 1


def test_all_that_cannot_be_read_is_told_at_once(folders):
    for i in range(7):
        (folders[0] / f"x{i}.jpg").write_text(f"no picture {i}")
    with pytest.raises(OSError, match=r"x0\.jpg .*x4\.jpg .*, and 2 more; mend them") as raised:
        read(folders)
    assert "x5.jpg" not in str(raised.value)


@pytest.mark.proof
def test_a_picture_just_small_enough_is_read(folders):
    Image.new("1", (10_000, 8_000), 1).save(folders[0] / "a.png")
    assert only(folders, "a.png") == pytest.approx(1.0)


def test_a_folder_that_is_none_is_named(folders, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    for wrong, says in ((tmp_path / "no", "does not exist"), (file, "is a file, not a folder")):
        for both in ((wrong, folders[1]), (folders[0], wrong)):
            with pytest.raises(OSError, match=f"{wrong.name} {says}"):
                read(both)


def test_the_same_folder_twice_is_refused_whatever_it_is_called(folders, tmp_path):
    cats, _ = folders
    (tmp_path / "link").symlink_to(cats)
    for other in (cats, cats / ".." / "cats", tmp_path / "link"):
        with pytest.raises(OSError, match="are the same one"):
            read((cats, other))


def test_the_same_picture_in_both_folders_is_refused(folders):
    shutil.copy(folders[0] / "plain0.png", folders[1] / "else.png")
    with pytest.raises(OSError, match=r"in both folders, as .*cats/plain0\.png and .*/else\.png"):
        read(folders)


def test_a_folder_with_too_few_photos_says_what_is_there_instead(folders):
    _, people = folders
    (people / "plain1.png").rename(people / "plain1.webp")
    with pytest.raises(
        OSError,
        match=r"people needs at least 2 .* has 1; .*plain1\.webp",
    ):
        read(folders)
    (people / "plain0.png").unlink()
    (people / "plain1.webp").unlink()
    with pytest.raises(OSError, match=r"people needs at least 2 photos .* and has none$"):
        read(folders)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(folders):
    (folders[0] / "plain0.png").chmod(0)
    with pytest.raises(OSError, match=r"plain0\.png cannot be read: Permission denied"):
        read(folders)


def test_without_pillow_it_names_what_to_install(folders, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "PIL.Image", None)
    with pytest.raises(ImportError, match="python -m pip install Pillow"):
        read(folders)


def test_a_name_cannot_play_tricks_on_the_terminal(folders):
    (folders[0] / "\x1b[31m\u202eno.png").write_text("x")
    with pytest.raises(OSError, match=r"\\x1b\[31m\\u202eno\.png") as raised:
        read(folders)
    assert "\x1b" not in str(raised.value)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["cat-or-person", "--cats", "a"], "--cats and --people are needed together"),
        (["cat-or-person", "--people", "a"], "--cats and --people are needed together"),
        (["sigmoid", "--cats", "a"], "--cats goes with the lesson cat-or-person"),
        (["--people", "a"], "--people goes with the lesson cat-or-person"),
        (["cat-or-person", "--cats"], "--cats needs a value"),
    ],
)
def test_the_options_belong_together_and_to_their_lesson(arguments, says, capsys):
    assert main([*arguments, "--lang", "en"]) == 2
    out, errors = capsys.readouterr()
    assert says in errors
    assert out == ""


# --- what is concluded -----------------------------------------------------------------------


def fill(folders, count, greys, rng):
    """Photos of noise around a grey."""
    for folder, grey in zip(folders, greys, strict=True):
        for i in range(count):
            noise = np.clip(rng.normal(grey, 30, (SIDE, SIDE)), 0, 255).astype(np.uint8)
            Image.fromarray(noise).save(folder / f"{i:03}.png")


def told(folders, monkeypatch, epochs):
    monkeypatch.setattr(own_photos, "HIDDEN", 1)
    monkeypatch.setattr(own_photos, "EPOCHS", epochs)
    monkeypatch.setattr(own_photos, "FOLDS", 3)
    cats, people = folders
    return [
        Work(part.total, list(part.lines)) if isinstance(part, Work) else part
        for part in cat_or_person.parts(cats=cats, people=people)
    ]


def keys(parts):
    return [part.key for part in parts if isinstance(part, Say)]


def test_photos_that_differ_are_told_apart(folders, monkeypatch):
    fill(folders, 13, (80, 170), np.random.RandomState(1))
    parts = told(folders, monkeypatch, 10)
    assert keys(parts)[-5:] == ["photos_right", "better", "few", "none_wrong", "photos_end"]
    numbers = next(p.numbers for p in parts if isinstance(p, Say) and p.key == "photos_right")
    assert (numbers["right"], numbers["count"]) == (30, 30)
    (work,) = [part for part in parts if isinstance(part, Work)]
    assert [line.numbers for line in work.lines] == [
        {"number": i, "right": 10, "count": 10} for i in (1, 2, 3)
    ]


@pytest.mark.parametrize("language", ["ko", pytest.param("en", marks=pytest.mark.proof)])
def test_of_photos_that_do_not_differ_nothing_is_concluded(folders, monkeypatch, language):
    for path in (path for folder in folders for path in folder.iterdir()):
        path.unlink()
    fill(folders, 15, (128, 128), np.random.RandomState(2))
    (folders[0] / ".DS_Store").write_bytes(b"x")
    shutil.copy(folders[1] / "003.png", folders[1] / "a copy.png")
    parts = told(folders, monkeypatch, 2)
    assert {"others", "copies", "no_better", "few", "photos_wrong"} <= set(keys(parts))
    numbers = next(p.numbers for p in parts if isinstance(p, Say) and p.key == "photos_right")
    (table,) = [part for part in parts if isinstance(part, Table)]
    assert len(table.rows) == numbers["count"] - numbers["right"] > 0
    for file, as_cat, as_person in table.rows:
        assert (as_cat > 50) is (Path(file).parent.name == "people")
        assert as_cat + as_person == pytest.approx(100, abs=0.11)
    shown = [part for part in parts if isinstance(part, Pixels)]
    assert [len(part.pictures) for part in shown] == [8, min(8, len(table.rows))]
    out = io.StringIO()
    console = PlainConsole(file=out, highlight=False, soft_wrap=True, width=80)
    Transcript(words_of("cat-or-person", language), console).show(parts)
    text = out.getvalue()
    assert ".DS_Store" in text
    assert all(Path(row[0]).name in text for row in table.rows)
    drawn = [line for line in text.splitlines() if set(line) & set("░▒▓█")]
    assert max(map(columns, drawn)) <= 80


@pytest.mark.proof
def test_many_photos_are_not_called_few(folders, monkeypatch):
    fill(folders, 50, (80, 170), np.random.RandomState(3))
    parts = told(folders, monkeypatch, 1)
    assert "few" not in keys(parts)
    headings = [part.key for part in parts if isinstance(part, Heading)]
    assert headings == ["folders", "folds", "photos_result"]


def test_every_photo_is_answered_once_by_a_network_that_has_not_seen_it(folders, monkeypatch):
    fill(folders, 4, (80, 170), np.random.RandomState(4))
    learnt, answered = [], []

    def learn(model, x, y, **settings):
        learnt.append({tuple(row) for row in x.tolist()})
        yield from pictures.learn(model, x, y, **settings)

    def chances(model, x):
        answered.append({tuple(row) for row in x.tolist()})
        return pictures.chances(model, x)

    monkeypatch.setattr(own_photos, "learn", learn)
    monkeypatch.setattr(own_photos, "chances", chances)
    told(folders, monkeypatch, 1)
    every = {tuple(row) for row in pictures.centred(read(folders).greys).tolist()}
    assert len(every) == 12
    assert len(answered) == len(learnt) == 3
    for known, asked in zip(learnt, answered, strict=True):
        assert known.isdisjoint(asked)
        assert known | asked == every
    assert sum(map(len, answered)) == 12

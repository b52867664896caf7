"""Processes of their own that cost no start: forked from one that has imported everything.

A process that imports all of `cms` first is busy with that for seconds, hundreds of times in a run.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory
from types import MappingProxyType

from piccolo.engine import engine_finder

from cms import cli
from cms.content.discovery import installed
from cms.settings import read_settings, settings

ROOT = Path(__file__).parents[1]
PATIENCE = 120

installed()  # content types, and what Piccolo is told of the database, are imported when first asked
engine_finder()

forks: ForkServerContext = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(
    ["pytest", "tests.forking", "tests.everything", "tests.faults.killing"]
)


def run_cms(
    *arguments: str, language: str = "en_GB", environ: Mapping[str, str] = MappingProxyType({})
) -> CompletedProcess[str]:
    """`cms` as somebody at a terminal of a language, or a program, runs it: with nobody at the keys.

    ``environ`` has settings of its own, but for those of the database: its engine is made already.
    """
    with TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = forks.Process(
            target=_cms, args=(arguments, out, err, {**environ, "LC_ALL": f"{language}.UTF-8"})
        )
        process.start()
        process.join(PATIENCE)
        process.kill()
        process.join()
        assert process.exitcode is not None
        return CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


def _cms(arguments: Sequence[str], out: Path, err: Path, environ: Mapping[str, str]) -> None:
    os.chdir(ROOT)
    os.environ.update(environ)
    vars(settings).update(vars(read_settings()))  # they were read when the fork server began
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream.fileno())
    sys.exit(cli.main(arguments))

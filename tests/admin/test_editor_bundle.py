"""The text editor's script is the one that its sources make."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from admin.phrases_editor import EDITOR

SOURCES = Path("admin/editor")
BUNDLE = Path("admin/static/editor.js")


def test_the_bundle_was_made_of_these_sources() -> None:
    digest = hashlib.sha256()
    sources = sorted((SOURCES / "src").iterdir())
    for path in [SOURCES / "build.mjs", SOURCES / "package-lock.json", *sources]:
        digest.update(str(path.relative_to(SOURCES)).encode() + b"\0" + path.read_bytes() + b"\0")
    noted = re.match(r"// .* sources ([0-9a-f]{64}),", BUNDLE.read_text(encoding="utf-8"))

    assert noted
    assert noted[1] == digest.hexdigest(), "run: make editor"


def test_nobody_changed_the_bundle_itself() -> None:
    head, _, script = BUNDLE.read_text(encoding="utf-8").partition("\n")
    noted = re.search(r" script ([0-9a-f]{64})\.", head)

    assert noted
    assert noted[1] == hashlib.sha256(script.encode()).hexdigest(), "run: make editor"


@pytest.mark.slow
def test_the_sources_make_this_bundle(tmp_path: Path) -> None:
    packages, node = SOURCES / "node_modules", shutil.which("node")
    if not packages.is_dir() or not node:
        pytest.skip("make editor has not been run here")
    made = tmp_path / "editor"
    shutil.copytree(SOURCES, made, ignore=shutil.ignore_patterns("node_modules"))
    (made / "node_modules").symlink_to(packages.resolve())
    (tmp_path / "static").mkdir()
    subprocess.run([node, "build.mjs"], cwd=made, check=True)

    assert (tmp_path / "static" / BUNDLE.name).read_bytes() == BUNDLE.read_bytes()


def test_no_source_is_long() -> None:
    for path in (SOURCES / "src").iterdir():
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path


def test_every_text_of_the_editor_is_known() -> None:
    pattern = re.compile(r'(?<![\w.])text\(\s*"([^"]+)"')
    sources = "".join(path.read_text("utf-8") for path in (SOURCES / "src").glob("*.ts"))

    assert set(pattern.findall(sources)) - set(EDITOR) == set()

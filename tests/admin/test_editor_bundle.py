"""The text editor's script is the one that its sources make."""

import hashlib
import re
from pathlib import Path

SOURCES = Path("admin/editor")
BUNDLE = Path("admin/static/editor.js")


def test_the_bundle_was_made_of_these_sources() -> None:
    digest = hashlib.sha256()
    sources = sorted((SOURCES / "src").iterdir())
    for path in [SOURCES / "build.mjs", SOURCES / "package-lock.json", *sources]:
        digest.update(str(path.relative_to(SOURCES)).encode() + b"\0" + path.read_bytes() + b"\0")
    noted = re.match(r"// .* sources ([0-9a-f]{64})\.", BUNDLE.read_text(encoding="utf-8"))

    assert noted
    assert noted[1] == digest.hexdigest(), "run: make editor"


def test_no_source_is_long() -> None:
    for path in (SOURCES / "src").iterdir():
        assert len(path.read_text(encoding="utf-8").splitlines()) < 400, path

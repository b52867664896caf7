"""`python -m documentation generate`, `check` or `build`."""

import argparse
import sys
from pathlib import Path

from documentation.pages import made, stale
from documentation.site import build

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Run one command. 1: something is stale, or the site could not be built."""
    parser = argparse.ArgumentParser(prog="python -m documentation", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("generate", help="write the pages that are made from the code")
    actions.add_parser("check", help="fail when one of them is stale")
    building = actions.add_parser("build", help="make the site")
    building.add_argument("folder", nargs="?", type=Path, default=ROOT / "build/docs")
    asked = parser.parse_args()
    if asked.action == "generate":
        for path, text in made(ROOT).items():
            path.write_text(text, "utf-8")
    elif asked.action == "check":
        found = stale(ROOT)
        for path in found:
            sys.stderr.write(
                f"{path.relative_to(ROOT)} is stale: python -m documentation generate\n"
            )
        return int(bool(found))
    else:
        return build(ROOT, asked.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())

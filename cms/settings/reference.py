"""The tables of docs/reference/settings.md: ``python -m cms.settings.reference`` prints them.

With ``--write`` they are put into the page, between its two marks.
"""

import sys
from pathlib import Path

from cms.settings.declaring import Setting, declared
from cms.settings.reading import GROUPS

PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"


def reference() -> str:
    """A heading and a table for each group of settings, in Markdown."""
    return "\n".join(_group(group) for group in GROUPS)


def page_with(tables: str, page: str) -> str:
    """The page with these tables between its marks."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{BEGIN}\n{tables}\n{END}{rest.partition(END)[2]}"


def _group(group: type) -> str:
    own = set(group.__annotations__)
    rows = [_row(one) for name, one in declared(group) if name in own]
    head = ["| variable | default | meaning |", "| --- | --- | --- |"]
    return "\n".join([f"## {(group.__doc__ or '').rstrip('.')}", "", *head, *rows]) + "\n"


def _row(one: Setting) -> str:
    default = one.otherwise or (f"`{one.default}`" if one.default else "")
    return " ".join(f"| `{one.variable}` | {default} | {one.meaning}{_see(one.page)} |".split())


def _see(page: str) -> str:
    link = page.removeprefix("reference/") if page.startswith("reference/") else f"../{page}"
    return f". See [{page.removeprefix('reference/')}]({link})" if page else ""


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page_with(reference(), PAGE.read_text("utf-8")), "utf-8")
    else:
        sys.stdout.write(reference())

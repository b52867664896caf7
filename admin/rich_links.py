"""Internal links in the visual editor: it keeps only addresses of the web, so a uid becomes one."""

import re

FOLDER = "/admin/uid/"
_SHOWN = re.compile(r'href="(?:https?://[^"/]+)?' + re.escape(FOLDER) + r'([0-9a-z]{1,16})"')


def shown_links(html: str) -> str:
    """``uid:…`` as an address that the editor keeps and that leads to the entry's form."""
    return html.replace('href="uid:', f'href="{FOLDER}')


def stored_links(html: str) -> str:
    """The other way round, wherever the editor was opened."""
    return _SHOWN.sub(r'href="uid:\1"', html)

"""Which item of an export an address names, as editors of Plone come to write it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urljoin

from cms.portability.elsewhere.plone_files import PloneExport

_RESOLVE = re.compile(r"(?:.*/)?resolveuid/([0-9a-f]{32}|[0-9a-zA-Z-]+)(?:/[^#]*)?(#.*)?")
_OWN_HOST = re.compile(r"\Ahttps?://(?:localhost|127\.0\.0\.1|nohost)(?::\d+)?(?=/)")
"""Where somebody worked on a site without its name; Zope's command line calls its own ``nohost``."""
_RELATIVE = re.compile(r"(?![a-zA-Z][a-zA-Z0-9+.-]*:|[/#?]|\Z)")
_PORTAL = re.compile(r"\$\{(?:portal|navigation_root)_url\}/*")


@dataclass(frozen=True)
class Named:
    """What an address names: the UID of an item, if it is in the export, and a place in it.

    ``lasting`` if it was written as a UID: such an address is one of Plone's alone.
    """

    uid: str | None
    fragment: str = ""
    lasting: bool = False


def named(
    export: PloneExport, paths: Mapping[str, str], target: str, within: str = "/"
) -> Named | None:
    """What ``target`` names; none if it leads out of the site, or to a place on the page itself.

    ``within`` is the path of the folder that a relative address starts from.
    """
    found = _RESOLVE.fullmatch(target)
    if found:
        return Named(found[1], found[2] or "", lasting=True)
    here = _OWN_HOST.sub("", _PORTAL.sub("/", target))
    for site in (export.site, export.address):
        if here == target and "://" in site and f"{here}/".startswith(f"{site}/"):
            here = here.removeprefix(site) or "/"
    if _RELATIVE.match(here):
        here = urljoin(f"{within.rstrip('/')}/", here)
    path, mark, after = unquote(here).partition("#")
    if not path.startswith("/") or path.startswith("//"):
        return None
    uid = paths.get(export.path(path.split("/@@")[0]))
    return Named(uid, mark + after) if uid or path != target else None

"""What argparse says by itself, in the terminal's language.

It asks gettext for its words, as Python's documentation promises, and gettext reads them from a compiled file
in a folder. Our catalogues are never compiled: such a file is written for as long as arguments are read.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from gettext import bindtextdomain, textdomain
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from cms.errors import N_
from cms.translation.interface.catalogues import gettext

DOMAIN = "klankbord-arguments"
WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
)
"""As they stand in argparse. What another version words in another way is said in English."""
_PLACE = re.compile(r"%(?:\(\w+\))?[a-z]")


@contextmanager
def argparse_in(here: str) -> Iterator[None]:
    """While the block lasts argparse speaks ``here``, the terminal's language."""
    told = _told(here)
    with ExitStack() as after:
        if told:
            with suppress(OSError):  # a disk that takes nothing: then it speaks English
                folder = after.enter_context(TemporaryDirectory(prefix="cms-"))
                _compile(told, here, Path(folder))
                after.callback(textdomain, textdomain())
                textdomain(DOMAIN)
        yield


def _told(here: str) -> Mapping[str, str]:
    """What is translated, and can be filled in with what argparse fills in."""
    said = {one: gettext(one, here) for one in WORDS}
    return {
        one: text
        for one, text in said.items()
        if text != one and sorted(_PLACE.findall(text)) == sorted(_PLACE.findall(one))
    }


def _compile(told: Mapping[str, str], here: str, folder: Path) -> None:
    catalogue = Catalog(locale=here, charset="utf-8")
    for text, said in told.items():
        catalogue.add(text, said)
    path = folder / here / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    bindtextdomain(DOMAIN, str(folder))

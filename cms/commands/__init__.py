"""What operators type: each command calls one service and prints.

A module is loaded when something of it is asked for: who counts texts need not wait for the panel.
"""

import gc
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cms.commands import audit as audit
    from cms.commands import backup as backup
    from cms.commands import comparing as comparing
    from cms.commands import developing as developing
    from cms.commands import doctor as doctor
    from cms.commands import documents as documents
    from cms.commands import history as history
    from cms.commands import invitations as invitations
    from cms.commands import jobs as jobs
    from cms.commands import l10n as l10n
    from cms.commands import l10n_files as l10n_files
    from cms.commands import l10n_sync as l10n_sync
    from cms.commands import mcp as mcp
    from cms.commands import media as media
    from cms.commands import migrating as migrating
    from cms.commands import portability as portability
    from cms.commands import serving as serving
    from cms.commands import tokens as tokens
    from cms.commands import upkeep as upkeep
    from cms.commands import users as users
    from cms.commands import webhooks as webhooks


def __getattr__(name: str) -> ModuleType:
    """A command's module, by its name. What is loaded stays: nobody looks through it for garbage."""
    looked_for = gc.isenabled()
    gc.disable()
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(name) from error
    finally:
        gc.freeze()
        if looked_for:
            gc.enable()

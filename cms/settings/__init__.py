"""Settings, read once from the environment; docs/reference/settings.md is made from their declaration.

A setting is one entry in a group of ``cms/settings/groups``.
"""

import sys

from cms.settings.frontends import Frontend
from cms.settings.readers import BadSetting
from cms.settings.reading import PANEL, Settings, read_settings

__all__ = ["PANEL", "BadSetting", "Frontend", "Settings", "read_settings", "settings"]

try:
    settings = read_settings()
except BadSetting as error:
    # No process can do anything useful with it: one line, and no traceback.
    sys.exit(f"cms: {error} [{error.code}]")

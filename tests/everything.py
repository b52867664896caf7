"""Imports all that commands import when they are first used, for processes that are forked often."""

import pkgutil
from importlib import import_module

from cms import commands
from cms.schema.build import built

for found in pkgutil.iter_modules(commands.__path__):
    import_module(f"{commands.__name__}.{found.name}")

built()

"""Blocks in translators' files: every text goes out by the block's key, and comes back to it."""

from pathlib import Path
from typing import Any

from cms.content.discovery import installed
from cms.editing.working_copy import load
from tests.blocks.pages import every_kind, related
from tests.builders import change, make_published

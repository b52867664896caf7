"""No files but those of the test itself."""

from tests.publishing.library.conftest import _no_files

__all__ = ["_no_files"]

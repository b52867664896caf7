"""Which version of this software runs."""

from importlib.metadata import PackageNotFoundError, version

PACKAGE = "klankbord"


def software() -> str:
    """The version that was installed; "0" where the code runs without having been installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"

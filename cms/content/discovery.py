"""Finding content types: every module of the packages that the settings name."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from cms.content.declaration import BadDeclaration, ContentType
from cms.errors import N_
from cms.settings import settings


def load_content_types(package_name: str) -> tuple[ContentType, ...]:
    """The ``content_type`` of each module in a package; a module without one stops the start."""
    package = importlib.import_module(package_name)
    return tuple(
        _content_type_of(f"{package_name}.{module.name}")
        for module in pkgutil.iter_modules(package.__path__)
        if not module.name.startswith("_")
    )


def _content_type_of(module_name: str) -> ContentType:
    found = getattr(importlib.import_module(module_name), "content_type", None)
    if not isinstance(found, ContentType):
        raise BadDeclaration(N_("{module} declares no content_type."), module=module_name)
    return found


@cache
def installed() -> Mapping[str, ContentType]:
    """All content types of this site by name, in the order in which editors see them."""
    found = [one for package in settings.content_types for one in load_content_types(package)]
    return {one.name: one for one in sorted(found, key=lambda one: (one.order, one.name))}


def content_type_of(table: type) -> ContentType | None:
    """The installed type whose working copies are the rows of ``table``."""
    return next((one for one in installed().values() if one.table is table), None)

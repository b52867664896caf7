"""The part of the panel that piccolo-admin makes of the tables."""

from functools import cache, partial
from typing import Any

from piccolo.table import Table
from piccolo_admin import endpoints
from starlette.types import ASGIApp

from admin import panel
from admin.authentication import SessionBackend, login_needed
from admin.crud import CmsCRUD
from admin.entry_crud import EntryCRUD
from admin.hardening import Token
from admin.tables import table_configs
from admin.tag_crud import TagCRUD
from cms.content import Tag
from cms.content.discovery import content_type_of


@cache
def made(policy: str, production: bool) -> ASGIApp:
    """An application below ``/``, with our handlers; made once for sites that differ in nothing else."""
    # create_admin reads these: for each table's handlers, its checks of the token and the session.
    vars(endpoints).update(
        PiccoloCRUD=crud_for,
        CSRFMiddleware=Token,
        SessionsAuthBackend=partial(SessionBackend, policy=policy),
        handle_auth_exception=login_needed,
    )
    admin: ASGIApp = endpoints.create_admin(
        tables=table_configs(),
        site_name=panel.SITE_NAME,
        auto_include_related=False,
        production=production,
    )
    return admin


def crud_for(table: type[Table], **options: Any) -> CmsCRUD:
    """The handlers of one table, instead of piccolo-admin's own."""
    content_type = content_type_of(table)
    if content_type:
        return EntryCRUD(content_type, table=table, **options)
    return (TagCRUD if table is Tag else CmsCRUD)(table=table, **options)

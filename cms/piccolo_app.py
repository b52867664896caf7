"""What Piccolo migrates: the tables of the kernel, of every content type, and of the services."""

from pathlib import Path

from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from cms.access.tables import ApiToken, AuditEntry, BlockedBranch, Group, GroupMember, RoleGrant
from cms.content import Asset, Node, Tag
from cms.content.discovery import installed
from cms.editing.tables import (
    KeptText,
    OfferedText,
    SourceText,
    Transition,
    TranslatedText,
    Version,
)
from cms.publishing.tables import Alias, BinnedBranch, BinnedEntry, WordList
from cms.translation.exchange.tables import ExportedText


def content_tables() -> list[type[Table]]:
    """Each content type's table and those of its related rows."""
    return [
        table
        for one in installed().values()
        for table in (one.table, *(rows.table for rows in one.rows))
    ]


ACCESS_TABLES = (Group, GroupMember, RoleGrant, BlockedBranch, AuditEntry, ApiToken)
BIN_TABLES = (BinnedBranch, BinnedEntry, Alias, WordList)
TEXT_TABLES = (SourceText, TranslatedText, KeptText, OfferedText, ExportedText)

APP_CONFIG = AppConfig(
    app_name="cms",
    migrations_folder_path=str(Path(__file__).parent / "migrations"),
    table_classes=[
        Node,
        Tag,
        Asset,
        *content_tables(),
        Version,
        Transition,
        *TEXT_TABLES,
        *ACCESS_TABLES,
        *BIN_TABLES,
    ],
    migration_dependencies=["piccolo.apps.user.piccolo_app"],
)

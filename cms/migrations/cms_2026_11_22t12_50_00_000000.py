"""Whether, and until when, people can sign up for a session."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from enum import Enum
from piccolo.columns.column_types import Timestamptz
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-22T12:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Sign-up for sessions"


async def forwards():
    manager = MigrationManager(
        migration_id=ID, app_name="cms", description=DESCRIPTION
    )

    manager.add_column(
        table_class_name="Session",
        tablename="session",
        column_name="sign_up_closes",
        db_column_name="sign_up_closes",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    manager.add_column(
        table_class_name="Session",
        tablename="session",
        column_name="sign_up_mode",
        db_column_name="sign_up_mode",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 10,
            "default": "none",
            "null": False,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": Enum(
                "SignUpMode", {"NONE": "none", "OPEN": "open", "CLOSED": "closed"}
            ),
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

    return manager

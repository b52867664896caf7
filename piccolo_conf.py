"""Where Piccolo's commands look for the database and the list of apps; it wants this name, here."""

from piccolo.conf.apps import AppRegistry

from cms.database.engine import engine

DB = engine

APP_REGISTRY = AppRegistry(
    apps=[
        "piccolo.apps.user.piccolo_app",
        "piccolo_api.session_auth.piccolo_app",
        "cms.piccolo_app",
    ]
)

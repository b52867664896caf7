"""What the groups of tables are called in the panel's menus."""

from cms.errors import N_

CONTENT = N_("Content")
SETTINGS = N_("Settings")
TAGS = N_("Tags")
TAG = N_("Tag")

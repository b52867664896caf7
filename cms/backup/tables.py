"""Which tables, and which columns, change by themselves while nobody changes the site.

They are in every backup. The content hash leaves them out, so that a site that was restored and
serves readers again has the hash that its backup has.
"""

_CLOCK = "follows the clock"
_LOOKING = "somebody looked, or is at work"
_QUEUE = "comes and goes"
_DERIVED = "is made anew from the rest"

MOVING = {
    "autosave": _LOOKING,
    "bucket": _CLOCK,
    "comment_digest": _CLOCK,
    "done_once": _CLOCK,
    "draft": _DERIVED,
    "edit_lock": _LOOKING,
    "job_failure": _QUEUE,
    "login_session": _LOOKING,
    "login_success": _LOOKING,
    "mail": _QUEUE,
    "migration": "is compared by name",
    "occurrence": _CLOCK,
    "one_time_token": _CLOCK,
    "outbox": _QUEUE,
    "personal_link": _CLOCK,
    "preview": _LOOKING,
    "search_word": _DERIVED,
    "series": _CLOCK,
    "sessions": _LOOKING,
    "undo": _CLOCK,
    "watermark": _CLOCK,
}
"""By table, why it moves."""
MOVING_PREFIXES = ("procrastinate_",)
"""How the tables of the queue's library begin."""
MOVING_COLUMNS = {
    "api_token": ("last_used_at",),
    "piccolo_user": ("last_login",),
    "recovery_code": ("used_at",),
    "second_factor": ("last_step",),
}


def moves(table: str) -> bool:
    """Whether a table changes by itself."""
    return table in MOVING or table.startswith(MOVING_PREFIXES)

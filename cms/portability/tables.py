"""Which tables an export holds, and which it leaves out on purpose. A test compares with the database.

A table of a content type, with its related rows, is in the files of its entries.
"""

from cms.content.discovery import installed

EXPORTED = {
    "alias": "aliases.json",
    "asset": "media/",
    "commenting": "in each entry, and commenting.json",
    "kept_text": "in each entry, under texts",
    "node": "in each entry: its type, place, short names and states",
    "publication": "in each entry, as which version was public when and where; of what is gone, gone/",
    "source_text": "in each entry, under texts",
    "tag": "tags.json",
    "transition": "in each entry, under workflow",
    "translated_text": "in each entry, under texts",
    "version": "in each entry: what was published, or all with --versions",
    "word_list": "words.json",
}

_PEOPLE = "people and their rights are of an instance, not of its content"
_SECRET = "a secret, or stands for one"  # noqa: S105 - says why it is left out
_PUBLIC = "what visitors wrote in trust; backups have it"
_DERIVED = "is made anew from the rest"
_PASSING = "passes by itself"

LEFT_OUT = {
    "api_token": _SECRET,
    "audit": _PEOPLE,
    "autosave": _PASSING,
    "binned_branch": "what was deleted stays deleted",
    "binned_entry": "what was deleted stays deleted",
    "blocked_branch": _PEOPLE,
    "bucket": _PASSING,
    "comment": _PUBLIC,
    "comment_digest": _PEOPLE,
    "consent_text": _PUBLIC,
    "done_once": _PASSING,
    "draft": _DERIVED,
    "edit_lock": _PASSING,
    "exported_text": "what files of translators said: export them anew",
    "group_member": _PEOPLE,
    "job_failure": _PASSING,
    "login_session": _SECRET,
    "login_success": _PASSING,
    "mail": _PASSING,
    "migration": _DERIVED,
    "occurrence": _DERIVED,
    "offered_text": "what is on offer to translators is offered anew",
    "one_time_token": _SECRET,
    "outbox": _PASSING,
    "personal_link": _SECRET,
    "piccolo_user": _PEOPLE,
    "preview": _PASSING,
    "proposal": _PUBLIC,
    "recovery_code": _SECRET,
    "registered_document": "what frontends ask is registered from their own sources",
    "report": _PUBLIC,
    "role_grant": _PEOPLE,
    "search_word": _DERIVED,
    "seating": _PUBLIC,
    "second_factor": _SECRET,
    "series": _DERIVED,
    "sessions": _SECRET,
    "sign_up": _PUBLIC,
    "signing_key": _SECRET,
    "speaker_asked": _PUBLIC,
    "speaker_contact": _PUBLIC,
    "speaker_offer": _PUBLIC,
    "speaker_request": _PUBLIC,
    "undo": _PASSING,
    "user_group": _PEOPLE,
    "watermark": _PASSING,
}
LEFT_OUT_PREFIXES = ("procrastinate_",)
"""The queue's own tables: what waits, waits in its instance."""


def content_tables() -> set[str]:
    """The tables of all content types and their related rows."""
    return {
        table._meta.tablename
        for one in installed().values()
        for table in (one.table, *(rows.table for rows in one.rows))
    }

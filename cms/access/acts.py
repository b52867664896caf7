"""What can be done, what each act takes, and by which doors: the second table of the reference.

The services decide; this says what they ask, for people to read. A test tries every act by every door
in every role and state, and compares.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cms.access.roles import Permission


class Door(StrEnum):
    """A way in. Below ``/admin/`` there are the forms' own API, and pages beside them."""

    REST = "forms"
    PAGES = "pages"
    GRAPHQL = "GraphQL"


class Subject(StrEnum):
    """What an act concerns. From whom that is hidden, to them it is as if it were not there."""

    ENTRY = "an entry"
    BIN = "the bin"
    PAST = "a past entry"
    SITE = "the site"


class Where(StrEnum):
    """On what a permission is asked."""

    ENTRY = ""
    LANGUAGE = "in its language"
    ANY_LANGUAGE = "in any language"
    PLACE = "(in one’s own drafts will do) where it will stand"
    PARENT = "on what it stands under"
    SITE = "for the whole site"
    ANYWHERE = "anywhere (in one’s own drafts will do)"


class When(StrEnum):
    """Only then a permission is asked."""

    ALWAYS = ""
    PUBLIC = "if it is public or planned"


@dataclass(frozen=True)
class Need:
    """Any one of these permissions; whoever handed the entry in does without if ``or_handed_in``.

    ``or_pending`` are permissions that will do too while it waits for a review.
    """

    permissions: tuple[Permission, ...]
    where: Where = Where.ENTRY
    when: When = When.ALWAYS
    or_handed_in: bool = False
    or_pending: tuple[Permission, ...] = ()


@dataclass(frozen=True)
class Act:
    """Something that somebody does. Without ``needs`` it takes what its subject takes."""

    name: str
    subject: Subject
    needs: tuple[Need, ...] = ()
    doors: Mapping[Door, str] = field(default_factory=dict)


def _doors(rest: str = "", pages: str = "", graphql: str = "") -> Mapping[Door, str]:
    """The doors that have it."""
    every = {Door.REST: rest, Door.PAGES: pages, Door.GRAPHQL: graphql}
    return {door: address for door, address in every.items() if address}


EDIT = Need((Permission.EDIT,))
TRANSLATE = Need((Permission.EDIT, Permission.TRANSLATE), Where.LANGUAGE)
WRITE = Need((Permission.EDIT, Permission.TRANSLATE), Where.ANY_LANGUAGE)
HERE = Need((Permission.EDIT,), Where.PLACE)
PUBLISH = Need((Permission.PUBLISH,))
IF_PUBLIC = Need((Permission.PUBLISH,), when=When.PUBLIC)
DELETE = Need((Permission.DELETE,))
SHARE = Need((Permission.SHARE,))
VOCABULARY = Need((Permission.EDIT,), Where.SITE)
ADDRESSES = Need((Permission.PUBLISH,), Where.SITE)
ORGANISE = Need((Permission.REVIEW,), Where.SITE)
ADMINISTER = Need((Permission.ADMINISTER,), Where.SITE)

READING = (
    Act("find in lists", Subject.ENTRY, (),
        _doors("GET api/tables/…/", "search/", "entry, with drafts")),
    Act("open", Subject.ENTRY, (), _doors("GET api/tables/…/{uid}/", "preview/", "segments")),
    Act("see where it stands", Subject.ENTRY, (),
        _doors("GET entries/{uid}/", "tree/data/way/", "steps")),
    Act("see what stands under it", Subject.ENTRY, (), _doors("", "tree/data/level/", "entry { children }")),
    Act("follow a link to it", Subject.ENTRY, (),
        _doors("GET uid/{uid}", "", "entry, with drafts")),
    Act("read its history", Subject.ENTRY, (), _doors("", "history/", "entry { history }")),
    Act("compare its versions", Subject.ENTRY, (), _doors("", "history/{uid}/compare/", "diff")),
    Act("read the history of what was deleted", Subject.PAST, (), _doors("", "history/", "diff")),
)  # fmt: skip
WRITING = (
    Act("add under it", Subject.ENTRY, (HERE,), _doors("POST api/tables/…/", "", "save…")),
    Act("save the source text", Subject.ENTRY, (EDIT,),
        _doors("PATCH api/tables/…/", "", "save…")),
    Act("save a translation", Subject.ENTRY, (TRANSLATE,),
        _doors("PATCH api/tables/…/", "", "save…")),
    Act("translate text by text", Subject.ENTRY, (TRANSLATE,),
        _doors("", "translations/{uid}/{locale}/save/", "saveTranslation")),
    Act("mark a translation as ready, or not", Subject.ENTRY, (TRANSLATE,),
        _doors("", "", "markTranslated")),
    Act("choose between texts in conflict", Subject.ENTRY, (TRANSLATE,),
        _doors("", "", "settleConflict")),
    Act("give a text its own shape", Subject.ENTRY, (TRANSLATE,), _doors("", "", "adapt")),
    Act("confirm a text with its own shape", Subject.ENTRY, (TRANSLATE,),
        _doors("", "", "confirmAdapted")),
    Act("let a text follow its source", Subject.ENTRY, (TRANSLATE,), _doors("", "", "follow")),
    Act("hand texts to translators", Subject.ENTRY, (SHARE,),
        _doors("", "", "offerForTranslation")),
    Act("take texts back from translators", Subject.ENTRY, (SHARE,),
        _doors("", "", "withdrawOffer")),
    Act("keep what is typed, unsaved", Subject.ENTRY, (), _doors("autosave/…/{uid}/")),
    Act("see who is editing it", Subject.ENTRY, (),
        _doors("GET entries/{uid}/", "", "entry { editing }")),
    Act("be marked as editing", Subject.ENTRY, (WRITE,),
        _doors("locks/{uid}/take/", "", "takeLock")),
    Act("stay marked as editing", Subject.ENTRY, (WRITE,),
        _doors("locks/{uid}/renew/", "", "keepLock")),
    Act("take over editing", Subject.ENTRY, (WRITE,),
        _doors("locks/{uid}/steal/", "", "stealLock")),
    Act("stop being marked as editing", Subject.SITE, (),
        _doors("locks/{uid}/release/", "", "releaseLock")),
    Act("revert", Subject.ENTRY, (EDIT,), _doors("", "history/{uid}/revert/", "revert")),
    Act("name a version", Subject.ENTRY, (EDIT,),
        _doors("", "history/{uid}/name/", "nameVersion")),
)  # fmt: skip
ORGANISING = (
    Act("read who signed up", Subject.ENTRY, (EDIT,), _doors("", "sign-ups/{uid}/", "")),
    Act("sign somebody up", Subject.ENTRY, (EDIT,), _doors("", "sign-ups/{uid}/ (POST)", "")),
    Act("cancel a sign-up", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/{id}/cancel/", "")),
    Act("let somebody be the next to get a seat", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/{id}/front/", "")),
    Act("erase a sign-up", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/{id}/erase/", "")),
    Act("mail somebody again who signed up", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/{id}/resend/", "")),
    Act("write to all who signed up", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/mail/", "")),
    Act("export who signed up", Subject.ENTRY, (EDIT,),
        _doors("", "sign-ups/{uid}/sign-ups.csv", "")),
)  # fmt: skip
STEPS = (
    Act("submit", Subject.ENTRY, (EDIT,), _doors("entries/{uid}/submit/", "bulk/", "transition")),
    Act("submit a translation", Subject.ENTRY, (TRANSLATE,),
        _doors("entries/{uid}/submit/", "bulk/", "transition")),
    Act("withdraw", Subject.ENTRY, (Need((Permission.EDIT,), or_handed_in=True),),
        _doors("entries/{uid}/withdraw/", "bulk/")),
    Act("send back", Subject.ENTRY, (Need((Permission.REVIEW,)),),
        _doors("entries/{uid}/reject/", "bulk/")),
    Act("reopen", Subject.ENTRY, (EDIT,), _doors("entries/{uid}/reopen/", "bulk/")),
    Act("withdraw, send back or reopen", Subject.ENTRY,
        (Need((Permission.EDIT,), or_handed_in=True, or_pending=(Permission.REVIEW,)),),
        _doors("", "", "transition")),
    Act("publish", Subject.ENTRY, (PUBLISH,),
        _doors("entries/{uid}/publish/", "bulk/", "transition")),
    Act("retract", Subject.ENTRY, (PUBLISH,),
        _doors("entries/{uid}/retire/", "bulk/", "transition")),
    Act("drop what is planned", Subject.ENTRY, (PUBLISH,),
        _doors("entries/{uid}/unschedule/", "bulk/", "unschedule")),
)  # fmt: skip
PLACING = (
    Act("move", Subject.ENTRY, (EDIT, HERE, IF_PUBLIC), _doors("", "tree/data/move/", "move")),
    Act("put among its siblings", Subject.ENTRY, (EDIT, Need((Permission.EDIT,), Where.PARENT)),
        _doors("", "tree/data/move/", "move")),
    Act("order what stands under it", Subject.ENTRY, (EDIT,), _doors("", "tree/{uid}/order/", "reorder")),
    Act("rename in the source language", Subject.ENTRY, (EDIT, IF_PUBLIC),
        _doors("", "tree/data/rename/", "rename")),
    Act("rename in another language", Subject.ENTRY,
        (TRANSLATE, Need((Permission.PUBLISH,), Where.LANGUAGE, When.PUBLIC)),
        _doors("", "tree/data/rename/", "rename")),
    Act("copy", Subject.ENTRY, (HERE,), _doors("", "tree/data/copy/", "copy")),
    Act("delete", Subject.ENTRY, (DELETE, IF_PUBLIC),
        _doors("DELETE api/tables/…/", "bin/delete/", "delete")),
    Act("ask what deleting it would change", Subject.ENTRY, (DELETE, IF_PUBLIC),
        _doors("", "bin/question/", "impact")),
    Act("find in the bin", Subject.BIN, (), _doors("", "bin/", "recycleBin")),
    Act("restore", Subject.BIN, (HERE,), _doors("", "bin/{id}/restore/", "restore")),
    Act("purge", Subject.SITE, (ADMINISTER,), _doors("", "bin/{id}/purge/", "purge")),
)  # fmt: skip
REVIEWED = Need((Permission.REVIEW,))
VISITORS = (
    Act("see what visitors said, and who", Subject.ENTRY, (REVIEWED,),
        _doors("", "comments/?entry={uid}")),
    Act("judge or erase a comment", Subject.ENTRY, (REVIEWED,),
        _doors("", "comments/", "moderateComment")),
    Act("erase a comment at once", Subject.ENTRY, (REVIEWED,), _doors("", "", "eraseComment")),
    Act("open or close commenting", Subject.ENTRY, (REVIEWED,),
        _doors("", "comments/entry/{uid}/")),
    Act("open or close commenting on a type", Subject.SITE, (ADMINISTER,),
        _doors("", "comments/types/{name}/")),
)  # fmt: skip
SHARING = (
    Act("give a local role", Subject.ENTRY, (SHARE,), _doors("", "sharing/{uid}/roles/", "share")),
    Act("stop roles from above", Subject.ENTRY, (SHARE,),
        _doors("", "sharing/{uid}/blocked/", "share")),
    Act("ask what somebody else may", Subject.ENTRY, (SHARE,),
        _doors("", "access/", "explainAccess")),
    Act("make a preview of it", Subject.ENTRY, (),
        _doors("", "preview/{uid}/", "createPreview")),
    Act("see beside the form what one types, unsaved", Subject.ENTRY, (), _doors("beside/{uid}/")),
    Act("make a preview of the whole site from an entry", Subject.ENTRY,
        (Need((Permission.VIEW,), Where.SITE),), _doors("", "preview/{uid}/")),
    Act("make a preview of the whole site", Subject.SITE,
        (Need((Permission.VIEW,), Where.SITE),), _doors("", "", "createPreview")),
    Act("find one’s own previews", Subject.SITE, (), _doors("", "previews/", "previews")),
    Act("revoke a preview of one’s own", Subject.SITE, (),
        _doors("", "previews/{id}/revoke/", "revokePreview")),
)  # fmt: skip
REPORTS = (
    Act("read the reports of a session", Subject.ENTRY, (Need((Permission.EDIT, Permission.PUBLISH)),),
        _doors("", "reports/{uid}/")),
    Act("give the link for reports of a session", Subject.ENTRY, (EDIT,),
        _doors("", "reports/{uid}/link/")),
    Act("end the link for reports of a session", Subject.ENTRY, (EDIT,),
        _doors("", "reports/{uid}/link/end/")),
    Act("accept or reject a report of a session", Subject.ENTRY, (PUBLISH,),
        _doors("", "reports/{uid}/{id}/accepted/")),
    Act("erase a report of a session", Subject.ENTRY, (PUBLISH,),
        _doors("", "reports/{uid}/{id}/erase/")),
)  # fmt: skip
SITE = (
    Act("add a tag", Subject.SITE, (VOCABULARY,), _doors("POST api/tables/tag/", "", "addTag")),
    Act("rename a tag", Subject.SITE, (VOCABULARY,), _doors("PATCH api/tables/tag/", "", "renameTag")),
    Act("delete a tag", Subject.SITE, (VOCABULARY,), _doors("DELETE api/tables/tag/", "", "deleteTag")),
    Act("list addresses by hand", Subject.SITE, (ADDRESSES,), _doors("", "aliases/", "aliases")),
    Act("write an address by hand", Subject.SITE, (ADDRESSES,),
        _doors("", "aliases/", "saveAlias")),
    Act("forget an address by hand", Subject.SITE, (ADDRESSES,),
        _doors("", "aliases/{id}/delete/", "deleteAlias")),
    Act("take addresses out of a file", Subject.SITE, (ADDRESSES,),
        _doors("", "aliases/import/", "importAliases")),
    Act("put addresses into a file", Subject.SITE, (ADDRESSES,),
        _doors("", "aliases/aliases.csv", "aliasesCsv")),
    Act("change the list of officialese", Subject.SITE, (VOCABULARY,),
        _doors("", "officialese/{locale}/")),
    Act("list broken links in what one may view", Subject.SITE, (),
        _doors("", "links/", "brokenLinks")),
)  # fmt: skip
LIBRARY = (
    Act("find files of the library", Subject.SITE, (Need((Permission.VIEW,), Where.ANYWHERE),),
        _doors("", "library/", "files")),
    Act("read about a file", Subject.SITE, (Need((Permission.VIEW,), Where.ANYWHERE),),
        _doors("", "", "file")),
    Act("add a file", Subject.SITE, (Need((Permission.EDIT,), Where.ANYWHERE),),
        _doors("", "POST uploads/", "upload")),
    Act("describe a file", Subject.SITE, (VOCABULARY,),
        _doors("", "library/files/{uid}/", "describeFile")),
    Act("replace a file", Subject.SITE, (VOCABULARY,),
        _doors("", "PATCH uploads/{id}", "replaceFile")),
    Act("delete a file that nothing uses", Subject.SITE, (Need((Permission.DELETE,), Where.SITE),),
        _doors("", "library/files/{uid}/delete/", "deleteFile")),
)  # fmt: skip
NETWORK = (
    Act("list requests for speakers", Subject.SITE, (ORGANISE,), _doors("", "speaker-requests/")),
    Act("read a request for a speaker", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/")),
    Act("send a request to the speakers", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/ask/")),
    Act("refuse a request for a speaker", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/refuse/")),
    Act("edit a bundle of answers", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/edit/")),
    Act("look at a bundle of answers", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/bundle/")),
    Act("send a bundle of answers", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-requests/{id}/send/")),
    Act("list offers to speak", Subject.SITE, (ORGANISE,), _doors("", "speaker-offers/")),
    Act("read an offer to speak", Subject.SITE, (ORGANISE,), _doors("", "speaker-offers/{id}/")),
    Act("accept an offer to speak", Subject.SITE, (ORGANISE, HERE),
        _doors("", "speaker-offers/{id}/accept/")),
    Act("reject an offer to speak", Subject.SITE, (ORGANISE,),
        _doors("", "speaker-offers/{id}/reject/")),
    Act("list proposals", Subject.SITE, (ORGANISE,), _doors("", "proposals/")),
    Act("read a proposal", Subject.SITE, (ORGANISE,), _doors("", "proposals/{id}/")),
    Act("accept a proposal", Subject.SITE, (ORGANISE, HERE),
        _doors("", "proposals/{id}/accept/")),
    Act("reject a proposal", Subject.SITE, (ORGANISE,), _doors("", "proposals/{id}/reject/")),
)  # fmt: skip
PEOPLE = (
    Act("read who may log in", Subject.SITE, (ADMINISTER,), _doors("", "people/", "users")),
    Act("read about somebody", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/", "user")),
    Act("read the groups", Subject.SITE, (ADMINISTER,), _doors("", "people/", "groups")),
    Act("invite", Subject.SITE, (ADMINISTER,), _doors("", "people/invites/", "inviteUser")),
    Act("invite again", Subject.SITE, (ADMINISTER,),
        _doors("", "people/invites/{id}/again/", "inviteAgain")),
    Act("withdraw an invitation", Subject.SITE, (ADMINISTER,),
        _doors("", "people/invites/{id}/revoke/", "withdrawInvitation")),
    Act("add a user", Subject.SITE, (ADMINISTER,), _doors("", "people/users/")),
    Act("give a role for the whole site", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/roles/", "giveRoles")),
    Act("take a role for the whole site", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/roles/", "takeRoles")),
    Act("put somebody into a group", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/roles/", "addMembers")),
    Act("take somebody out of a group", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/roles/", "removeMembers")),
    Act("set somebody’s password", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/password/")),
    Act("mail a link for a new password", Subject.SITE, (ADMINISTER,),
        _doors("", "people/invites/{id}/link/", "sendPasswordLink")),
    Act("take a second factor away", Subject.SITE, (ADMINISTER,),
        _doors("", "people/invites/{id}/second-factor/", "resetSecondFactor")),
    Act("close an account", Subject.SITE, (ADMINISTER,),
        _doors("", "people/users/{id}/active/", "setUserActive")),
    Act("add a group", Subject.SITE, (ADMINISTER,), _doors("", "people/groups/", "addGroup")),
    Act("give a group a role", Subject.SITE, (ADMINISTER,),
        _doors("", "people/groups/{name}/roles/", "giveRoles")),
    Act("delete a group", Subject.SITE, (ADMINISTER,),
        _doors("", "people/groups/{name}/delete/", "deleteGroup")),
    Act("read the audit log", Subject.SITE, (ADMINISTER,), _doors("", "audit/", "auditLog")),
    Act("export the audit log", Subject.SITE, (ADMINISTER,), _doors("", "audit/export.csv")),
    Act("see what mail waits, left or failed", Subject.SITE, (ADMINISTER,), _doors("", "mail/")),
    Act("try a mail again that was given up", Subject.SITE, (ADMINISTER,),
        _doors("", "mail/{id}/again/")),
    Act("see what jobs wait or failed", Subject.SITE, (ADMINISTER,), _doors("", "jobs/")),
    Act("try a job again that failed for good", Subject.SITE, (ADMINISTER,),
        _doors("", "jobs/{id}/retry/")),
    Act("try all jobs again that failed for good", Subject.SITE, (ADMINISTER,),
        _doors("", "jobs/retry/")),
    Act("discard a job that failed for good", Subject.SITE, (ADMINISTER,),
        _doors("", "jobs/{id}/discard/")),
    Act("see the webhooks", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/")),
    Act("add a webhook", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/new/")),
    Act("read about a webhook", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/{id}/")),
    Act("change a webhook", Subject.SITE, (ADMINISTER,), _doors("", "POST webhooks/{id}/")),
    Act("delete a webhook", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/{id}/delete/")),
    Act("make a webhook a new secret", Subject.SITE, (ADMINISTER,),
        _doors("", "webhooks/{id}/secret/")),
    Act("see what a webhook would send", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/{id}/try/")),
    Act("test a webhook", Subject.SITE, (ADMINISTER,), _doors("", "POST webhooks/{id}/try/")),
    Act("see what a webhook was told", Subject.SITE, (ADMINISTER,), _doors("", "webhooks/{id}/log/")),
    Act("see one delivery of a webhook", Subject.SITE, (ADMINISTER,),
        _doors("", "webhooks/{id}/log/{id}/")),
    Act("let a webhook deliver one anew", Subject.SITE, (ADMINISTER,),
        _doors("", "webhooks/{id}/log/{id}/again/")),
    Act("let a webhook deliver all anew", Subject.SITE, (ADMINISTER,),
        _doors("", "webhooks/{id}/log/replay/")),
    Act("read one’s own API tokens", Subject.SITE, (), _doors("", "account/", "apiTokens")),
    Act("make an API token for oneself", Subject.SITE, (),
        _doors("", "account/tokens/", "createApiToken")),
    Act("revoke one’s own API token", Subject.SITE, (),
        _doors("", "account/tokens/{id}/revoke/", "revokeApiToken")),
)  # fmt: skip

ACTS = (
    *READING,
    *WRITING,
    *STEPS,
    *PLACING,
    *VISITORS,
    *SHARING,
    *ORGANISING,
    *REPORTS,
    *SITE,
    *LIBRARY,
    *NETWORK,
    *PEOPLE,
)

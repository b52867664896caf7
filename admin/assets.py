"""piccolo-admin's script as we serve it: its fixed English texts made translatable, its traps mended.

Each edit must find its place as often as it says: a changed piccolo-admin stops the start instead of
half working. docs/decisions/0004-panel-languages.md says why the script is edited and not the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from admin.phrases import HARD_CODED
from cms.errors import N_, CmsError

_PICCOLO_ADMIN = find_spec("piccolo_admin")  # where it lies: to load it takes long
assert _PICCOLO_ADMIN
assert _PICCOLO_ADMIN.origin
DIST = Path(_PICCOLO_ADMIN.origin).parent / "dist" / "assets"

# Where a component shows a literal: as an attribute, in a dialogue, as the text of an element.
TEXT_POSITIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r'\b(?:contents|title|placeholder|label|default):"(?P<text>[^"]+)"',
        r'\b(?:confirm|alert|showSuccess)\("(?P<text>[^"]+)"',
        r'(?<![\w$])[\w$]{1,3}\("(?P<text>[^"]*[A-Za-z]{2}[^"]*)",-1\)',
        r'(?<![\w$])[\w$]{1,3}\("\w+",(?:null|[\w$]+|\{[^{}]*\}),"(?P<text>[^"]*[a-zA-Z]{2}[^"]*)",-1\)',
        r'\},"(?P<text>[^"<>]*[A-Za-z]{2}[^"<>]*)"(?:,\d+(?:,[\w$]+)?)?\)',
        r'[\w$]="(?P<text>[A-Z][a-z]+ [a-z][^"]*)"',
    )
)


class UnknownPanel(CmsError):
    """The installed piccolo-admin is not the one that our edits were made for."""

    code = "unknown_panel"
    status = 500


@dataclass(frozen=True)
class Edit:
    """``old`` becomes ``new``, in exactly ``times`` places."""

    old: str
    new: str
    times: int = 1


EDITS = (
    # A problem is shown with its field's label.
    Edit("`${o.loc[o.loc.length-1]} field - ${o.msg}`", "`${o.label||o.loc.at(-1)}: ${o.msg}`"),
    # The text "null" is a text; only what may be empty has a choice "Null".
    Edit(
        'if(o=="null")return null;', 'if(o=="null"&&n.properties[t]?.extra?.nullable)return null;'
    ),
    # Why a login was refused, in our own words.
    Edit(
        'contents:"Problem logging in"',
        'contents:r.response?.data?.detail??cmsText("Problem logging in")',
    ),
    # Who must turn their second factor on first goes there, and nowhere else.
    Edit(
        'mfa_code:this.mfaCode}:{}})}catch(r){console.log("Request failed")',
        'mfa_code:this.mfaCode}:{}}).then(window.cmsLoggedIn)}catch(r){console.log("Request failed")',
    ),
    # Where the page says that nobody is logged in, nobody is asked for.
    Edit(
        'await this.$store.dispatch("setupTranslations"),await this.$store.dispatch("fetchUser")}',
        'await this.$store.dispatch("setupTranslations"),'
        '"out"in document.documentElement.dataset||await this.$store.dispatch("fetchUser")}',
    ),
    # One's own account is a page of ours.
    Edit('href:"./api/mfa-setup/",', 'href:"./account/",'),
    # Tables have names.
    Edit('function Cb(e){return e.split("_").join(" ")}', "function Cb(e){return cmsTable(e)}"),
    Edit('return this.tableName.split("_").join(" ")', "return cmsTable(this.tableName)"),
    Edit(
        'KL(this.tableName.split("_").join(" "))',
        "cmsTable(this.tableName)",
    ),
    Edit(
        'M0(e.$t("Add"))+" "+M0(e.readable(e.tableName))',
        'M0(cmsHeading("Add {type}",e.tableName))',
    ),
    Edit(
        'M0(e.$t("Edit"))+" "+M0(e.readable(e.tableName))',
        'M0(cmsHeading("Edit {type}",e.tableName))',
    ),
    Edit("value:b},M0(b),9,z_)", "value:b},M0(M.title),9,z_)"),
    Edit("value:r},M0(r),9,bT)", "value:r},M0(cmsText(r)),9,bT)"),
    # Our scripts hear of all that it does, from the start.
    Edit(
        "function TB(e){return new ve(e)}",
        "function TB(e){return (window.cmsStore??(t=>t))(new ve(e))}",
    ),
    # Our content security policy knows no eval.
    Edit('n=n||new Function("return this")()', "n=n||globalThis"),
    # Sentences with something filled in.
    Edit(
        "`Database error: ${e.db_error}`", 'cmsText("Database error: {error}",{error:e.db_error})'
    ),
    # What a deletion comes to is asked for before the question; the answer may take a moment.
    Edit(
        "confirm(`Are you sure you want to delete row ${e}?`)",
        "await cmsMayDelete([e],"
        'cmsText("Are you sure you want to delete row {row}?",{row:cmsRow(e)}))',
    ),
    Edit(
        'window.confirm("Are you sure you want to delete this row?")',
        'await cmsMayDelete([this.rowID],cmsText("Are you sure you want to delete this row?"))',
    ),
    # Each message stands its own time: that of the one before took it away.
    Edit(
        "const e=this;setTimeout(()=>{this.getTime()-e.timeLastAppeared>=3e3&&(e.visible=!1)},3e3)",
        "clearTimeout(this.cmsTimer),this.cmsTimer=setTimeout(()=>{this.visible=!1},3e3)",
    ),
    # What was done is told by the status line, which stops nobody.
    Edit(
        'alert("Successfully deleted row"),',
        'this.$store.commit("updateApiResponseMessage",'
        '{contents:"Successfully deleted row",type:"success"}),',
    ),
    Edit(
        'confirm("Are you sure you want to delete the selected rows?")',
        "await cmsMayDelete([...this.selectedRows],"
        'cmsText("Are you sure you want to delete the selected rows?"))',
    ),
    Edit(
        "`There are more than ${jz}, are you sure you want to continue?`",
        'cmsText("There are more than {number}, are you sure you want to continue?",{number:jz})',
    ),
    Edit(
        "`Problem fetching ${o} rows.`",
        'cmsText("Problem fetching {table} rows.",{table:cmsTable(o)})',
    ),
    Edit(
        "`Unable to delete row ${this.selectedRows[e]} (${n})`",
        'cmsText("Unable to delete row {row} ({reason})",{row:this.selectedRows[e],reason:n})',
    ),
    Edit(
        "`Error - ${t.response.data.detail}`",
        'cmsText("Error - {reason}",{reason:t.response.data.detail})',
    ),
    Edit(
        "`Changed password successfully. You will be redirected\n"
        "                        to log in with your new credentials.`",
        'cmsText("Changed password successfully. '
        'You will be redirected to log in with your new credentials.")',
    ),
    Edit("`${c} per page`", 'cmsText("{number} per page",{number:c})'),
    Edit(
        "`Select a row from ${e.readableTableName}`",
        'cmsText("Select a row from {table}",{table:e.readableTableName})',
    ),
    Edit('"of "+M0(e.pageCount)', 'cmsText("of")+" "+M0(e.pageCount)'),
    Edit('placeholder:e.isFilter?"All":"None"', 'placeholder:cmsText(e.isFilter?"All":"None")'),
    Edit(
        'return this.isFilter?"All":this.isNullable&&this.value===null?"NULL":""',
        'return this.isFilter?cmsText("All"):""',
    ),
)


def script_name() -> str:
    """The file name of piccolo-admin's script."""
    return _only("index-*.js")


def style_name() -> str:
    """The file name of piccolo-admin's style sheet."""
    return _only("index-*.css")


def _only(pattern: str) -> str:
    found = [path.name for path in DIST.glob(pattern)]
    if len(found) != 1:
        raise UnknownPanel(N_("piccolo-admin’s files are not where they were."))
    return found[0]


def original() -> str:
    """piccolo-admin's script as it was made."""
    return (DIST / script_name()).read_text(encoding="utf-8")


@cache
def script() -> str:
    """The script as we serve it. Raises `UnknownPanel`."""
    text = original()
    for edit in EDITS:
        if text.count(edit.old) != edit.times:
            raise UnknownPanel(N_("piccolo-admin’s script has no {place}."), place=edit.old[:60])
        text = text.replace(edit.old, edit.new)
    known = set(HARD_CODED)
    for position in TEXT_POSITIONS:
        text = position.sub(lambda match: _translatable(match, known), text)
    return text


def _translatable(match: re.Match[str], known: set[str]) -> str:
    if match["text"].strip() not in known:
        return match[0]
    start, end = match.start("text") - match.start() - 1, match.end("text") - match.start() + 1
    return f"{match[0][:start]}cmsText({match[0][start:end]}){match[0][end:]}"


def texts_shown(text: str) -> Iterator[str]:
    """The fixed texts that a script shows, as far as they can be found."""
    for position in TEXT_POSITIONS:
        for match in position.finditer(text):
            yield match["text"].strip()

"""The page of one file: what it shows, what is known of it, where it is used."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.library.cards import LICENCES, address, card, thumb
from admin.library.listing import tree
from admin.pages import form, page, shown, text
from admin.panel import static_version
from cms.access.actors import Actor
from cms.access.permissions import Denied, visible_filter
from cms.content import LOCALES, State, Values, localised
from cms.content.assets import PICTURES, AssetKind
from cms.content.discovery import installed
from cms.content.values import title_locale, title_of
from cms.database.engine import fetch
from cms.errors import N_, Conflict
from cms.media.uploads import Limits
from cms.publishing.library import authorised as library
from cms.publishing.library.described import LONGEST_ALT
from cms.translation.interface.catalogues import gettext, state_label, type_label

SHAPES: Mapping[str, tuple[str, str]] = {
    "square": (N_("Square"), "1 / 1"),
    "wide": (N_("Wide"), "16 / 9"),
    "portrait": (N_("Portrait"), "3 / 4"),
}
HAPPENED: Mapping[str, str] = {
    "file.add": N_("Added"),
    "file.replace": N_("Replaced"),
    "file.describe": N_("Described"),
}
LARGE = 1280
GOOD_ALT = 150
"""So many characters are read out at a stretch; what is longer belongs in a caption."""
_COLUMNS = ", ".join(localised(name, one) for name in ("title", "state") for one in LOCALES)


@dataclass(frozen=True)
class Use:
    """An entry that shows the file. ``states`` have language, state and its words."""

    title: str
    lang: str
    type: str
    form: str
    states: tuple[tuple[str, str, str], ...]


async def file(request: Request) -> Response:
    """All that is known of a file; with what was typed, if that was not saved."""
    actor, locale = await actor_of(request), panel_locale(request)
    stored = await _stored(request)
    used = await library.uses(stored["uid"], actor)
    typed: Mapping[str, str] = getattr(request.state, "typed", {})
    conflict = isinstance(getattr(request.state, "error", None), Conflict)
    return shown(
        request,
        "library_file.html",
        asset=stored,
        says={**_says(stored), **typed},
        meanwhile=_meanwhile(stored, typed, locale) if conflict else [],
        card=card(stored, locale),
        picture=stored["kind"] in PICTURES,
        focal=stored["kind"] == AssetKind.IMAGE,
        address=address(stored),
        large=thumb(stored, LARGE),
        uses=await _lines(actor, used.shown, locale),
        hidden_uses=used.hidden,
        history=[
            (at, who, gettext(happened, locale))
            for at, who, act in await library.history(stored["uid"], actor)
            for happened in (HAPPENED.get(act, act),)
        ],
        may=await library.may_change(stored["uid"], actor),
        shapes=[(key, gettext(label, locale), css) for key, (label, css) in SHAPES.items()],
        licences={one.value: gettext(label, locale) for one, label in LICENCES.items()},
        locale_names={one: language_name(one, locale) for one in LOCALES},
        folders=tree(await library.folders(actor)),
        most=Limits().file,
        longest_alt=LONGEST_ALT,
        good_alt=GOOD_ALT,
        static_version=static_version(),
    )


async def _stored(request: Request) -> Values:
    """The file; whoever may not look is told first what they may not do, if they tried."""
    try:
        return await library.load(request.path_params["uid"], await actor_of(request))
    except Denied as denied:
        raise getattr(request.state, "error", None) or denied from None


def _says(stored: Mapping[str, Any]) -> dict[str, str]:
    """The fields of the form as they stand."""
    alts = {localised("alt", one): stored[localised("alt", one)] for one in LOCALES}
    plain = {
        name: str(stored[name]) for name in ("name", "credit", "licence", "folder", "revision")
    }
    focus = {name: f"{stored[name]:.4g}" for name in ("focus_x", "focus_y")}
    return {**alts, **plain, **focus, "tags": ", ".join(stored["tags"])}


def _meanwhile(
    stored: Mapping[str, Any], typed: Mapping[str, str], locale: str
) -> list[tuple[str, str]]:
    """What stands there now where something else was typed: the label, and the text."""
    now = _says(stored)
    return [
        (_label(name, locale), now[name])
        for name in now
        if name in typed and name != "revision" and typed[name].strip() != now[name].strip()
    ]


_LABELS: Mapping[str, str] = {
    "name": N_("Name"),
    "credit": N_("Credit"),
    "licence": N_("Licence"),
    "folder": N_("Folder"),
    "tags": N_("Tags"),
    "focus_x": N_("Focal point, from the left"),
    "focus_y": N_("Focal point, from the top"),
}
ALT = N_("Alternative text")


def _label(name: str, locale: str) -> str:
    if name in _LABELS:
        return gettext(_LABELS[name], locale)
    language = language_name(name.rpartition("_")[2], locale)
    return f"{gettext(ALT, locale)} ({language})"


async def _lines(actor: Actor, uids: Any, locale: str) -> list[Use]:
    seen = visible_filter(actor)
    rows = await fetch(
        f"SELECT uid, content_type, {_COLUMNS} FROM node"  # noqa: S608 - our own columns
        f" WHERE uid = ANY($1) AND {seen.numbered(2)} ORDER BY content_type, uid",
        list(uids),
        *seen.values,
    )
    return [_use(row, locale) for row in rows]


def _use(row: Mapping[str, Any], locale: str) -> Use:
    kind = row["content_type"]
    states = {one: State(row[localised("state", one)]) for one in LOCALES}
    return Use(
        title=title_of(row, locale),
        lang=title_locale(row, locale),
        type=type_label(installed()[kind], locale),
        form=f"#/{kind}/{row['uid']}/",
        states=tuple(
            (language_name(one, locale), state.value, state_label(state, locale))
            for one, state in states.items()
        ),
    )


async def describe(request: Request, sent: FormData) -> str:
    """What the form says of the file, from now on."""
    uid = request.path_params["uid"]
    revision = text(sent, "revision")
    await library.describe(
        uid,
        _typed(sent),
        revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
        actor=await actor_of(request),
    )
    return f"library/files/{uid}/?said=saved"


def _typed(sent: FormData) -> dict[str, Any]:
    alts = {localised("alt", one): text(sent, localised("alt", one)).strip() for one in LOCALES}
    plain = {name: text(sent, name).strip() for name in ("name", "credit", "licence", "folder")}
    tags = [one.strip() for one in text(sent, "tags").split(",")]
    focus = {name: _share(sent, name) for name in ("focus_x", "focus_y") if name in sent}
    return {**alts, **plain, **focus, "tags": [one for one in tags if one]}


def _share(sent: FormData, name: str) -> float:
    """A place on the picture; what is no number lies outside of it, which the library refuses."""
    try:
        return float(text(sent, name).strip().replace(",", "."))
    except ValueError:
        return -1.0


async def delete(request: Request, _sent: FormData) -> str:
    """Away with it; what is used stays, and says where."""
    await library.delete(request.path_params["uid"], actor=await actor_of(request))
    return "library/?said=deleted"


def routes() -> Router:
    """The page of a file, and its forms."""
    return Router(
        [
            Route("/{uid}/", page(file)),
            Route("/{uid}/", form(describe, file), methods=["POST"]),
            Route("/{uid}/delete/", form(delete, file), methods=["POST"]),
        ]
    )

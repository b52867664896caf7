"""The fields that every entry has."""

from cms.content import LOCALES, State, localised
from cms.content.discovery import installed
from cms.reading.conditions import OfTypes
from cms.reading.publications import BACKLINKS, CHILDREN, Link, Listing
from cms.reading.view import View
from cms.schema.compiled import marks
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.lists import Asked, linked
from cms.schema.compiled.objects import Fields, Objects, Place, Write
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.values import NULL, base64url, enumerated, instant, names_of
from cms.schema.compiled.windows import WINDOW, window
from cms.schema.compiled.writing import Column, Part, Row, each, many_of, quoted
from cms.schema.enums import Locale, values_of
from cms.schema.ids import view_mark

LOCALE_NAMES = {one.value: one.name for one in Locale}
_CAN = ("view", "edit", "translate", "review", "publish", "delete", "share", "add")


def plain(template: str) -> Write:
    """A field that is an expression of the publication ``p``."""

    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        return Column("", template.replace("{p}", place.alias))

    return write


def _id(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", base64url(f"{place.alias}.uid || {quoted(view_mark(place.view))}"))


def _title(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", place.title)


def _seo_title(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", f"coalesce(nullif({place.alias}.data->>'seo_title', ''), {place.title})")


def _state(_objects: Objects, _one: Selected, place: Place) -> Column:
    if not place.to.own:
        return Column("", quoted(State.PUBLISHED.name) + "::text")
    return Column("", enumerated(f"{place.alias}.state", names_of(State), place.alias))


def _etag(_objects: Objects, _one: Selected, place: Place) -> Column:
    p = place.alias
    etag = f"left(encode(sha256(convert_to('publication ' || {p}.id, 'UTF8')), 'hex'), 16)"
    draft = f"CASE WHEN {p}.id < 0 THEN 'w' || {p}.revision ELSE {etag} END"
    return Column("", draft if place.to.drafts else etag)


def _publics(write: Write) -> Write:
    """What is the same for all who have no token; for others the executor finds what they may."""

    def checked(objects: Objects, one: Selected, place: Place) -> Column:
        if objects.asker.known:
            raise Uncompiled(f"{one.parent}.{one.name} of somebody")
        return write(objects, one, place)

    return checked


def url(objects: Objects, _one: Selected, place: Place) -> Column:
    """The whole address of a publication."""
    return Column("", f"{objects.writer.bind(objects.public_url, 'text')} || {place.alias}.path")


def locale_name(_objects: Objects, _one: Selected, place: Place) -> Column:
    """The language of an object."""
    return Column("", enumerated(f"{place.alias}.locale", LOCALE_NAMES, place.alias))


def entry(objects: Objects, one: Selected, view: View, uid: str) -> Column:
    """What a view serves of an entry, whose uid is the value of some SQL."""
    to, alias = objects.writer.to(view), objects.writer.alias()
    row = objects.entry(one, to, alias)
    source = f"FROM {to.table} {alias} WHERE {alias}.uid = {uid} AND {to.served(alias)}"
    if len(one.below) > 1:
        source += f" AND {objects.known(alias)}"
    return objects.one(row, source)


def home_uid(objects: Objects, to: Part) -> str:
    """The uid of the home page, if it is there in any language."""
    home = objects.writer.alias()
    return (
        f"(SELECT {home}.uid FROM {to.table} {home}"
        f" WHERE {home}.parent_uid IS NULL AND {to.live(home)} LIMIT 1)"
    )


def entries(objects: Objects, one: Selected, view: View, uids: str) -> Column:
    """What a view serves of entries, in their order; ``uids`` is the SQL of a list in JSON."""
    to, alias = objects.writer.to(view), objects.writer.alias()
    listed = objects.writer.alias()
    row = objects.entry(one, to, alias)
    # The limit keeps the planner from reading all publications to join a few of them.
    source = (
        f"FROM jsonb_array_elements_text({uids}) WITH ORDINALITY {listed} (uid, place)"
        f" CROSS JOIN LATERAL (SELECT * FROM {to.table} {alias} WHERE {alias}.uid = {listed}.uid"
        f" AND {to.served(alias)} AND {objects.known(alias)} LIMIT 1) {alias}"
        f" ORDER BY {listed}.place"
    )
    return objects.many(row, source)


def _in(objects: Objects, one: Selected, place: Place) -> Column:
    view = place.view.only(one.arguments["locale"].value)
    objects.mark(place, marks.of_uid(f"{place.alias}.uid", view.locales))
    return entry(objects, one, view, f"{place.alias}.uid")


def _parent(objects: Objects, one: Selected, place: Place) -> Column:
    uid = f"{place.alias}.parent_uid"
    objects.mark(place, marks.of_uid(uid, place.view.locales))
    return entry(objects, one, place.view, uid)


def tags(objects: Objects, one: Selected, place: Place, name: str) -> Column:
    """Tags with their labels in the first language that has one."""
    objects.mark(place, marks.of_tags(f"{place.alias}.data->'{name}'"))
    listed, tag = objects.writer.alias(), objects.writer.alias()
    locales = dict.fromkeys((*place.view.locales, *LOCALES))
    labels = [f"nullif({tag}.{localised('label', each)}, '')" for each in locales]
    known = {"key": f"{listed}.key", "label": f"coalesce({', '.join(labels)}, {listed}.key)"}
    known["__typename"] = "'Tag'::text"
    columns = ", ".join(f'{known[each.name]} AS "{each.key}"' for each in one.concrete)
    source = (
        f"FROM jsonb_array_elements_text({place.json(name)}) WITH ORDINALITY {listed} (key, place)"
        f" LEFT JOIN tag {tag} ON {tag}.key = {listed}.key ORDER BY {listed}.place"
    )
    return Column("", many_of(Row(columns), source))


def _tags(objects: Objects, one: Selected, place: Place) -> Column:
    return tags(objects, one, place, "tags")


def part(objects: Objects, one: Selected, place: Place) -> Column:
    """An object made of what the entry itself has."""
    return objects.part(one, place)


def way_up(objects: Objects, place: Place) -> tuple[str, str]:
    """The entries above one, as far as the view serves them: a recursive query, and its name.

    Its rows have their ``steps`` upwards; that the way up is read must still be marked.
    """
    to, alias, up = place.to, objects.writer.alias(), objects.writer.alias()
    served = f"{to.served(alias)} AND {objects.known(alias)}"
    names = "uid, parent_uid, path, title"
    columns = ", ".join(f"{alias}.{each}" for each in names.split(", "))
    top = f"{alias}.uid = {place.alias}.parent_uid AND {alias}.uid <> {place.alias}.uid"
    walk = (
        f"WITH RECURSIVE {up} AS (SELECT {columns}, 1 AS steps,"
        f" ARRAY[{place.alias}.uid, {alias}.uid]::varchar[] AS seen"
        f" FROM {to.table} {alias} WHERE {top} AND {served}"
        f" UNION ALL SELECT {columns}, {up}.steps + 1, {up}.seen || {alias}.uid"
        f" FROM {up} JOIN {to.table} {alias} ON {alias}.uid = {up}.parent_uid"
        f" WHERE {alias}.uid <> ALL({up}.seen) AND {served})"
    )
    return walk, up


def _breadcrumbs(objects: Objects, one: Selected, place: Place) -> Column:
    """The way up, as far as the view serves it."""
    walk, up = way_up(objects, place)
    crumb = Place(place.to, up, "NULL")
    row = objects.marked(objects.row(one.concrete, crumb), crumb)
    objects.mark(place, marks.of_uid(f"{place.alias}.parent_uid", place.view.locales))
    source = f"FROM {up} ORDER BY {up}.steps DESC"
    return Column("", f"({walk} {many_of(row, source)})", each(row.finish) if row.finish else None)


def _listed(link: Link) -> Write:
    def write(objects: Objects, one: Selected, place: Place) -> Column:
        types = values_of(one.arguments.get("types") or None) or tuple(installed())
        listing = Listing(place.view, OfTypes(types))
        return linked(objects, one, place, link, Asked(listing, one.arguments))

    return write


def _history(_objects: Objects, _one: Selected, _place: Place) -> Column:
    return Column("", NULL)


CONTENT: dict[str, Write] = {
    "id": _id,
    "uid": plain("{p}.uid"),
    "path": plain("{p}.path"),
    "url": url,
    "slug": plain("coalesce({p}.data->>'slug', '')"),
    "title": _title,
    "summary": plain("coalesce({p}.data->>'summary', '')"),
    "position": plain("{p}.position"),
    "tags": _tags,
    "seo": part,
    "locale": locale_name,
    "in": _in,
    "state": _state,
    "window": window,
    "publishedAt": plain(instant("{p}.first_published_at")),
    "updatedAt": plain(instant("{p}.updated_at")),
    "etag": _etag,
    "viewer": _publics(part),
    "history": _publics(_history),
    "editing": _publics(_history),
    "parent": _parent,
    "breadcrumbs": _breadcrumbs,
    "children": _listed(CHILDREN),
    "backlinks": _listed(BACKLINKS),
}

FIELDS: Fields = {
    "Content": CONTENT,
    "Seo": {
        "title": _seo_title,
        "description": plain(
            "coalesce(nullif({p}.data->>'seo_description', ''), {p}.data->>'summary', '')"
        ),
        "noindex": plain("coalesce(({p}.data->>'noindex')::boolean, false)"),
    },
    "Window": WINDOW,
    "ViewerCan": dict.fromkeys(_CAN, plain("false")),
    "Crumb": {"path": plain("{p}.path"), "uid": plain("{p}.uid"), "title": _title},
}

"""Addresses: /language/slug/slug, made from the tree."""

from cms.content import Node, Values, localised
from cms.database.engine import fetch
from cms.errors import N_, InvalidInput, Message, Problem


async def path_of(values: Values, locale: str) -> str:
    """The address an entry has in ``locale`` once it is published.

    It stands under its parent's live address; under a parent that is not live, under the address
    that parent would get. Raises `InvalidInput` when an entry above has no slug in that language.
    """
    parent, slug = values["parent"], values[localised("slug", locale)]
    if parent is None:
        return f"/{locale}"
    if not slug:
        text = N_("It needs a short name in this language.")
        raise InvalidInput([Problem("slug_missing", Message(text), localised("slug", locale))])
    return f"{await _base(parent, locale)}/{slug}"


async def _base(uid: str, locale: str) -> str:
    slugs: list[str] = []
    at: str | None = uid
    while at is not None:
        live = await live_path(at, locale)
        if live:
            return "/".join([live, *reversed(slugs)])
        node = await Node.select().where(Node.uid == at).first()
        if node is None or node["parent"] is None:
            break
        slugs.append(_slug(node, locale))
        at = node["parent"]
    return "/".join([f"/{locale}", *reversed(slugs)])


def _slug(node: Values, locale: str) -> str:
    slug: str = node[localised("slug", locale)]
    if not slug:
        title = next(
            filter(None, (node[key] for key in node if key.startswith("title_"))), node["uid"]
        )
        text = N_("“{title}”, which it stands under, has no address in this language yet.")
        raise InvalidInput(
            [Problem("parent_without_address", Message(text, {"title": title}), "parent")]
        )
    return slug


async def live_path(uid: str, locale: str) -> str | None:
    """Where the public reads the entry now."""
    found = await fetch(
        "SELECT path FROM publication"
        " WHERE uid = $1 AND locale = $2 AND valid @> statement_timestamp()",
        uid,
        locale,
    )
    return found[0]["path"] if found else None


async def live_below(path: str, locale: str) -> list[str]:
    """The live addresses under an address: they move with it."""
    found = await fetch(
        "SELECT path FROM publication WHERE locale = $1 AND starts_with(path, $2::text || '/')"
        " AND valid @> statement_timestamp() ORDER BY path",
        locale,
        path,
    )
    return [row["path"] for row in found]

"""STUB until the real one is merged."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import Denied, may_somewhere
from cms.access.roles import Permission
from cms.content.assets import Asset, Licence
from cms.content.identity import mint_uid
from cms.database.engine import fetch
from cms.errors import N_, Conflict, NotFound
from cms.settings import settings

AssetValues = dict[str, Any]
SORTS = {"newest": "created_at DESC", "oldest": "created_at", "name": "lower(name)", "size": "size DESC"}


@dataclass(frozen=True)
class Wanted:
    text: str = ""
    kinds: tuple[str, ...] = ()
    folder: str | None = None
    tag: str = ""
    unused: bool = False
    without_alt: bool = False
    sort: str = "newest"

    @property
    def is_plain(self) -> bool:
        return self == Wanted(sort=self.sort)


@dataclass(frozen=True)
class Listing:
    total: int
    assets: Sequence[AssetValues]


@dataclass(frozen=True)
class Uses:
    shown: Sequence[str] = ()
    hidden: int = 0


async def require_upload(actor: Actor) -> None:
    if not await may_somewhere(actor, Permission.EDIT):
        raise Denied(Permission.EDIT)


async def receive(path: Path, name: str, *, actor: Actor, folder: str = "", alt: Mapping[str, str] = {}, credit: str = "", licence: Licence = Licence.UNKNOWN) -> AssetValues:
    uid = mint_uid()
    await Asset.insert(Asset(uid=uid, revision=1, name=name, folder=folder, created_by=actor.name, updated_by=actor.name, **_inside(path)))
    return await load(uid, actor)


def _inside(path: Path) -> dict[str, Any]:
    from PIL import Image
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    kept = settings.var / "media" / "originals"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / digest).write_bytes(data)
    made: dict[str, Any] = {"digest": digest, "size": len(data), "version": digest[:16]}
    try:
        with Image.open(path) as image:
            import io, base64
            w, h = image.size
            image.thumbnail((16, 16)); out = io.BytesIO(); image.convert("RGB").save(out, "JPEG")
            made |= {"kind": "image", "media_type": f"image/{image.format.lower()}" if image.format else "image/jpeg", "width": w, "height": h, "placeholder": "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()}
    except Exception:
        made |= {"kind": "file", "media_type": "application/octet-stream"}
    return made


async def load(uid: str, actor: Actor) -> AssetValues:
    rows = await fetch("SELECT * FROM asset WHERE uid = $1", uid)
    if not rows:
        raise NotFound(N_("There is no such file."))
    return dict(rows[0])


async def describe(uid: str, values: Mapping[str, Any], *, revision: int, actor: Actor) -> AssetValues:
    old = await load(uid, actor)
    if old["revision"] != revision:
        raise Conflict(revision, old["revision"])
    await Asset.update({**values, "revision": revision + 1, "updated_by": actor.name}).where(Asset.uid == uid)
    return await load(uid, actor)


async def replace(uid: str, path: Path, name: str, *, revision: int, actor: Actor) -> AssetValues:
    return await describe(uid, {"name": name, **_inside(path)}, revision=revision, actor=actor)


async def delete(uid: str, *, actor: Actor) -> None:
    await Asset.delete().where(Asset.uid == uid)


async def uses(uid: str, actor: Actor) -> Uses:
    return Uses()


async def listing(actor: Actor, wanted: Wanted, *, first: int, offset: int = 0) -> Listing:
    where, args = ["true"], []
    def arg(value: Any) -> str:
        args.append(value); return f"${len(args)}"
    if wanted.text:
        where.append(f"concat_ws(' ', name, alt_nl, alt_en, credit) ILIKE '%' || {arg(wanted.text)} || '%'")
    if wanted.kinds: where.append(f"kind = ANY({arg(list(wanted.kinds))})")
    if wanted.folder is not None: where.append(f"folder = {arg(wanted.folder)}")
    if wanted.tag: where.append(f"{arg(wanted.tag)} = ANY(tags)")
    if wanted.without_alt: where.append("kind <> 'file' AND (alt_nl = '' OR alt_en = '')")
    sql = " AND ".join(where)
    total = (await fetch(f"SELECT count(*) AS n FROM asset WHERE {sql}", *args))[0]["n"]
    rows = await fetch(f"SELECT * FROM asset WHERE {sql} ORDER BY {SORTS[wanted.sort]}, uid LIMIT {first} OFFSET {offset}", *args)
    return Listing(total, [dict(r) for r in rows])


async def folders(actor: Actor) -> Sequence[tuple[str, int]]:
    return [(r["folder"], r["n"]) for r in await fetch("SELECT folder, count(*) AS n FROM asset GROUP BY folder ORDER BY folder")]


async def tags(actor: Actor) -> Sequence[tuple[str, int]]:
    return [(r["tag"], r["n"]) for r in await fetch("SELECT tag, count(*) AS n FROM asset, unnest(tags) AS tag GROUP BY tag ORDER BY tag")]


async def history(uid: str, actor: Actor) -> Sequence[tuple[datetime, str, str]]:
    return []


async def delete_unused(uids: Sequence[str], *, actor: Actor) -> int:
    await Asset.delete().where(Asset.uid.is_in(list(uids)))
    return len(uids)


async def move(uids: Sequence[str], folder: str, *, actor: Actor) -> int:
    await Asset.update({"folder": folder}).where(Asset.uid.is_in(list(uids)))
    return len(uids)


async def retag(uids: Sequence[str], tag: str, *, actor: Actor, wanted: bool) -> int:
    for uid in uids:
        tags = [one for one in (await load(uid, actor))["tags"] if one != tag]
        await Asset.update({"tags": [*tags, tag] if wanted else tags}).where(Asset.uid == uid)
    return len(uids)

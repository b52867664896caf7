"""Who may do what with files of the library."""

from pathlib import Path

import pytest

from cms.access.actors import Actor, load_actor, system
from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.content import Values
from cms.database.engine import writing
from cms.errors import NotFound
from cms.media.inspect import Inspected
from cms.publishing.library import authorised as library
from cms.publishing.library.finding import Wanted
from tests.builders import make, make_published
from tests.media.files import picture, put
from tests.people import give, make_user

SYSTEM = system("test")


async def person(role: str, uid: str | None = None) -> Actor:
    user_id = await make_user(role)
    await give(role, user_id=user_id, uid=uid)
    return await load_actor(role)


async def add(folder: Path, actor: Actor) -> Values:
    return await library.receive(put(folder, picture()), "haven.jpg", actor=actor, again=True)


async def rights(actor: Actor, file: Values) -> set[Permission]:
    """What they may do with a file, as it is said and as it turns out."""
    said = await library.may_change(file["uid"], actor)
    now = await library.load(file["uid"], SYSTEM)
    allowed = True
    try:
        async with writing():
            await library.describe(
                file["uid"], {"credit": actor.name}, revision=now["revision"], actor=actor
            )
    except Denied:
        allowed = False
    assert allowed == (Permission.EDIT in said)
    return set(said)


@pytest.mark.parametrize(
    ("role", "sees", "adds", "others"),
    [
        ("reader", True, False, False),
        ("contributor", True, True, False),
        ("translator:en", True, False, False),
        ("editor", True, True, True),
        ("reviewer", True, False, False),
        ("administrator", True, True, True),
    ],
)
async def test_each_role(
    database: None, tmp_path: Path, role: str, sees: bool, adds: bool, others: bool
) -> None:
    actor = await person(role)
    file = await add(tmp_path, SYSTEM)
    assert (await library.listing(actor, Wanted(), first=10)).total == 1
    assert await rights(actor, file) == ({Permission.EDIT, Permission.DELETE} if others else set())
    if adds:
        assert (await add(tmp_path, actor))["created_by"] == role
    else:
        with pytest.raises(Denied):
            await add(tmp_path, actor)


async def test_who_has_no_role_finds_nothing(database: None) -> None:
    await make_user("nobody")
    actor = await load_actor("nobody")
    for asked in (
        library.listing(actor, Wanted(), first=1),
        library.folders(actor),
        library.tags(actor),
    ):
        with pytest.raises(Denied):
            await asked


async def test_ones_own_file_until_the_public_sees_it(database: None, tmp_path: Path) -> None:
    mine = await person("contributor")
    file = await add(tmp_path, mine)
    assert await rights(mine, file) == {Permission.EDIT, Permission.DELETE}

    await make_published("page", image=file["uid"])
    assert await rights(mine, file) == set()
    with pytest.raises(Denied):
        await library.replace(
            file["uid"], put(tmp_path, picture("PNG")), "x.png", revision=1, actor=mine
        )


async def test_what_is_published_while_a_file_is_looked_into_stays(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = await person("contributor")
    file = await add(tmp_path, mine)
    look = library.inspected

    async def looking(path: Path, name: str) -> Inspected:
        made = await look(path, name)
        await make_published("page", image=file["uid"])
        return made

    monkeypatch.setattr(library, "inspected", looking)
    other = put(tmp_path, picture(colour="red"))
    with pytest.raises(Denied):
        await library.replace(file["uid"], other, "x.jpg", revision=0, actor=mine)
    assert (await library.load(file["uid"], SYSTEM))["digest"] == file["digest"]


async def test_an_editor_of_a_branch_adds_files(database: None, tmp_path: Path) -> None:
    branch = await make("page")
    local = await person("editor", branch.uid)
    file = await add(tmp_path, local)
    assert await rights(local, file) == {Permission.EDIT, Permission.DELETE}
    assert await rights(local, await add(tmp_path, SYSTEM)) == set()


async def test_where_it_is_used_is_told_as_far_as_one_may_see(
    database: None, tmp_path: Path
) -> None:
    seen, other = await make("page", "Een"), await make("page", "Twee")
    local = await person("editor", seen.uid)
    file = await add(tmp_path, local)
    for one in (seen, other):
        await make("page", "Onder", parent=one.uid, image=file["uid"], slug_nl=f"onder-{one.uid}")
    found = await library.uses(file["uid"], local)
    assert (len(found.shown), found.hidden) == (1, 1)
    with pytest.raises(library.FileInUse):
        async with writing():
            await library.delete(file["uid"], actor=local)
    with pytest.raises(NotFound):
        await library.uses("nosuchfile", local)

"""What a sync leaves alone in somebody's checkout."""

from pathlib import Path

import pytest

from cms.translation.sync.repository import GitFailed
from tests.translation.checkouts import ROOT, Site, git, site

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = await site(tmp_path / "office")
    made.there.edit("Denktank", "Thinking tank")
    made.hand_in()
    return made


def git_dir(made: Site) -> Path:
    return made.repository.root / ".git"


async def test_a_merge_that_git_refuses_to_commit_is_undone(office: Site) -> None:
    office.here.edit("Ander", "Other")
    hook = git_dir(office) / "hooks" / "prepare-commit-msg"
    hook.write_text('#!/bin/sh\n[ "$2" != merge ]\n')
    hook.chmod(0o755)

    with pytest.raises(GitFailed):
        await office.sync()

    assert not (git_dir(office) / "MERGE_HEAD").exists()
    assert office.clean
    hook.unlink()
    assert (await office.sync()).pushed


async def test_a_persons_merge_is_theirs_even_after_a_sync_was_killed(office: Site) -> None:
    office.repository.begin()  # and no end
    office.here.edit("Ander", "Other")
    git(office.here.folder, "commit", "-qam", "Translate")
    git(office.here.folder, "fetch", "-q")
    git(office.here.folder, "merge", "-q", "--no-commit", "@{upstream}")

    with pytest.raises(GitFailed):
        await office.sync()

    assert (git_dir(office) / "MERGE_HEAD").exists()


async def test_only_the_branch_that_was_synced_is_pushed(office: Site) -> None:
    git(office.here.folder, "push", "-q", "origin", "HEAD:refs/heads/plans")
    git(office.here.folder, "config", "push.default", "matching")
    git(office.here.folder, "branch", "plans")
    at = office.repository.git("ls-remote", "origin", "refs/heads/plans")
    git(office.here.folder, "checkout", "-q", "plans")
    git(office.here.folder, "commit", "-q", "--allow-empty", "-m", "Not to be seen yet")
    git(office.here.folder, "checkout", "-q", "main")
    office.here.edit("Ander", "Other")

    assert (await office.sync()).pushed

    assert office.repository.git("ls-remote", "origin", "refs/heads/plans") == at

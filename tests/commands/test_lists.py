"""Lists with nothing in them: a person is told so, a program reads nothing."""

import pytest

from tests.forking import run_cms

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize("name", ["documents", "jobs", "token", "user", "webhooks"])
async def test_a_person_hears_that_there_is_nothing(name: str) -> None:
    done = run_cms(name, "list", language="nl_NL")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "Niets.\n")


async def test_a_program_reads_an_empty_list() -> None:
    done = run_cms("webhooks", "list", "--json")

    assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")

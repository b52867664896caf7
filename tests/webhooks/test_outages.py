"""What goes wrong on our side while several are told: nothing that came of the others is forgotten."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from cms.database.engine import fetch
from cms.database.outages import Unavailable
from cms.operation.metrics import registry
from cms.webhooks.sending import send_due
from tests import owner
from tests.builders import make_published
from tests.receivers import BROKEN, receiving
from tests.webhooks.means import MEANS, add, told
from tests.webhooks.test_delivering import deliver, matched

pytestmark = pytest.mark.usefixtures("database")


class Shaping:
    """Answers documents as the real one does, but for one entry."""

    def __init__(self, uid: str, error: Exception) -> None:
        self.uid = uid
        self.error = error

    def check(self, document: str) -> None:
        """Whatever it is."""

    async def shaped(
        self, document: str, variables: Mapping[str, str], at: datetime | None
    ) -> Mapping[str, Any]:
        if variables["uid"] == self.uid:
            raise self.error
        return await MEANS.shaping.shaped(document, variables, at)


def counted(result: str) -> float:
    """Attempts so far with this result."""
    found = registry.get_sample_value("klankbord_webhook_attempts_total", {"result": result})
    assert found is not None
    return found


async def test_an_outage_in_one_forgets_nothing_of_the_others() -> None:
    async with receiving(lambda _one: BROKEN) as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        uids = [(await make_published("page", name, locales=("nl",))).uid for name in "ab"]
        await matched()
        before = counted("refused")
        with pytest.raises(Unavailable):
            await send_due(webhook, replace(MEANS, shaping=Shaping(uids[0], Unavailable())))
    [hook] = await fetch("SELECT failures FROM webhook")
    tried = await fetch("SELECT uid, attempts FROM webhook_delivery ORDER BY number")
    home = [one["uid"] for one in tried if one["uid"] not in uids]
    assert {one["uid"]: one["attempts"] for one in tried} == {uids[0]: 0, uids[1]: 1, home[0]: 1}
    assert hook["failures"] == 2
    assert counted("refused") == before + 2


async def test_a_document_that_breaks_us_is_given_up_and_holds_up_nobody() -> None:
    pace = replace(MEANS.pace, most=2)
    before = counted("failed"), counted("taken")
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        uids = [(await make_published("page", name, locales=("nl",))).uid for name in "ab"]
        await matched()
        broken = Shaping(uids[0], RuntimeError("of ours"))
        await deliver(webhook, replace(MEANS, shaping=broken, pace=pace))
    states = await fetch("SELECT uid, state FROM webhook_delivery")
    assert {one["state"] for one in states if one["uid"] != uids[0]} == {"delivered"}
    assert [one["state"] for one in states if one["uid"] == uids[0]] == ["dead"]
    reasons = await fetch("SELECT DISTINCT reason FROM webhook_attempt WHERE status IS NULL")
    assert [one["reason"] for one in reasons] == ["document"]
    assert (counted("failed"), counted("taken")) == (before[0] + 2, before[1] + 2)


async def test_what_breaks_while_it_is_read_is_not_told_as_nothing() -> None:
    async with receiving() as receiver:
        webhook, _ = await add(receiver.url, types=["page"], locales=["nl"])
        uid = (await make_published("page", "Een", locales=("nl",))).uid
        await matched()
        await owner.execute("ALTER TABLE publication RENAME TO elsewhere")
        try:
            await send_due(webhook, MEANS)
        finally:
            await owner.execute("ALTER TABLE elsewhere RENAME TO publication")
        tried = await fetch("SELECT DISTINCT reason FROM webhook_attempt")
        assert (tried, receiver.received) == ([{"reason": "document"}], [])
        await deliver(webhook)
    said = {told(one)["uid"]: told(one)["data"]["entry"]["title"] for one in receiver.received}
    assert said[uid] == "Een nl"

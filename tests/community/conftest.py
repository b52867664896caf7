"""A post office for what the public is mailed."""

import pytest

from tests.community.post import PostOffice
from tests.mailbox import Inbox


@pytest.fixture
def post(inbox: tuple[Inbox, str]) -> PostOffice:
    return PostOffice(*inbox)

"""What a book may not say of itself."""

import pytest

from cms.errors import InvalidInput
from tests.builders import make

pytestmark = pytest.mark.usefixtures("database")


async def test_two_printings_cannot_have_one_number() -> None:
    with pytest.raises(InvalidInput) as refused:
        await make("book", printings=[{"number": 1}, {"number": 2}, {"number": 1}])

    [problem] = refused.value.problems
    assert (problem.code, problem.field) == ("taken", "printings.2.number")

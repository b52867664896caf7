"""The examples of docs/how-to/speakers-network.md do what they say."""

import json
import re
from pathlib import Path

from tests.schema.client import ask

GUIDE = Path(__file__).parents[2] / "docs/how-to/speakers-network.md"
EXAMPLE = re.compile(r"```graphql\n(.*?)```\n(?:```json\n(.*?)```)?", re.S)


async def test_every_example_of_the_guide_runs(database: None) -> None:
    examples = EXAMPLE.findall(GUIDE.read_text("utf-8"))
    assert len(examples) == 4
    consents = (await ask(examples[0][0]))["consents"]
    versions = {name: one["version"] for name, one in consents.items()}
    for query, variables in examples[1:]:
        filled = re.sub(r"\$(\w+)", lambda found: versions[found[1]], variables)
        (outcome,) = (await ask(query, **json.loads(filled))).values()
        assert outcome["__typename"] == "ConfirmationSent", outcome

"""What several tests of the schema need in the database."""

from cms.database.engine import execute


async def make_tags(**labels: tuple[str, str]) -> None:
    """Tags of the vocabulary, each with its Dutch and English label."""
    for key, (dutch, english) in labels.items():
        await execute(
            "INSERT INTO tag (key, label_nl, label_en) VALUES ($1, $2, $3)", key, dutch, english
        )

from tests.builders import make_published
from tests.schema.client import ask


async def test_an_address_leads_to_its_entry(database: None) -> None:
    saved = await make_published("page", "Denktank")
    data = await ask(
        '{ content(path: "/nl/denktank-nl") { __typename ... on ContentRoute { canonical content { __typename uid title locale translations { locale path text isSource} localization {complete isFallback fields {name state source}} breadcrumbs{path title uid} parent {title children{nodes{uid} totalCount}} backlinks{totalCount} id etag window{from until} ... on Page {body {html toc{text} words minutes ast text markdown references{uid}}} } } } }'
    )
    print(data)
    assert data["content"]["content"]["uid"] == saved.uid


async def test_list(database: None) -> None:
    for n in range(3):
        await make_published("page", f"P{n}")
    data = await ask(
        '{ pages(first: 2, filter: {title: {startsWith: "p"}}, order: [{title: DESC}]) { totalCount nodes {title} edges {cursor} pageInfo{hasNextPage endCursor pageCount}} page(slug: "p1-nl") {title url} }'
    )
    print(data)
    assert [n["title"] for n in data["pages"]["nodes"]] == ["P2 nl", "P1 nl"]

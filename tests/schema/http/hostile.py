"""What clients send by mistake or on purpose: documents, arguments, headers and bytes that are wrong."""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any

NUL, LONE = "\0", "\ud800"
DEEP = 3_000

DOCUMENTS = {
    "nothing": "",
    "spaces": " \n\t",
    "a comment": "# only this",
    "a byte order mark alone": "\ufeff",
    "one brace": "{",
    "too many braces": "{ site { title } } }",
    "no selection": "{ site }",
    "an empty selection": "{ site { } }",
    "a selection of a scalar": "{ site { title { x } } }",
    "an open text": '{ entry(uid: "x { title } }',
    "an open block text": '{ entry(uid: """x) { title } }',
    "a bad escape": r'{ entry(uid: "\q") { title } }',
    "a lone surrogate": r'{ entry(uid: "\ud800") { title } }',
    "half a pair of surrogates": r'{ entry(uid: "\ud83d\u0041") { title } }',
    "beyond Unicode": r'{ entry(uid: "\u{110000}") { title } }',
    "a NUL in a text": r'{ entry(uid: "a\u0000b") { title } }',
    "a NUL in the document": "{ site { title } } \0",
    "a control character": "{ site { \x07title } }",
    "a bare letter of another script": "{ сайт { title } }",
    "a number without an end": "{ pages(first: 1e) { totalCount } }",
    "a number with a point alone": "{ pages(first: 1.) { totalCount } }",
    "a number that begins with 0": "{ pages(first: 01) { totalCount } }",
    "infinity": "{ pages(first: 1e999) { totalCount } }",
    "not a number": "{ pages(first: NaN) { totalCount } }",
    "a long number": "{ pages(first: " + "9" * 5_000 + ") { totalCount } }",
    "a small number": "{ pages(first: -" + "9" * 400 + ") { totalCount } }",
    "an unknown operation": "delete { site { title } }",
    "an unknown fragment": "{ ...Nowhere }",
    "an unused fragment": "{ site { title } } fragment A on Site { title }",
    "a fragment on nothing": "{ ... on Nowhere { title } }",
    "a fragment on a scalar": "{ ... on String { title } }",
    "a fragment of itself": "{ ...A } fragment A on Query { ...A }",
    "fragments in a circle": "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
    "two fragments of a name": "{ ...A } fragment A on Query { a: site { title } } "
    "fragment A on Query { b: site { title } }",
    "two operations of a name": "query A { site { title } } query A { site { url } }",
    "an operation without a name beside another": "{ site { title } } query A { site { url } }",
    "fields that cannot be merged": "{ a: site { title } a: contentTypes { name } }",
    "an unknown directive": "{ site @nothing { title } }",
    "a directive twice": "{ site @skip(if: true) @skip(if: false) { title } }",
    "a directive without its argument": "{ site @skip { title } }",
    "a directive in a wrong place": "query @skip(if: true) { site { title } }",
    "an unknown variable": "{ entry(uid: $uid) { title } }",
    "an unused variable": "query ($uid: ID!) { site { title } }",
    "a variable of an unknown type": "query ($x: Nothing) { entry(uid: $x) { title } }",
    "a variable of an output type": "query ($x: Site) { entry(uid: $x) { title } }",
    "a variable of a wrong type": "query ($x: Int!) { entry(uid: $x) { title } }",
    "a variable twice": 'query ($x: ID = "a", $x: ID = "b") { entry(uid: $x) { title } }',
    "a default of a wrong type": 'query ($x: Int = "a") { pages(first: $x) { totalCount } }',
    "an argument twice": '{ entry(uid: "a", uid: "b") { title } }',
    "a field of an object twice": '{ pages(filter: {title: {eq: "a"}, title: {eq: "b"}}) { totalCount } }',
    "a definition of a type": "type Query { title: String }",
    "an extension of a type": "extend type Query { title: String } { site { title } }",
    "a mutation of nothing": "mutation { nothing }",
    "a subscription": "subscription { contentChanged { uid } }",
    "introspection in circles": "{ __schema { types { fields { type { fields { type { fields { type "
    "{ fields { name } } } } } } } } } }",
    "very deep": "{ site " * DEEP + "}" * DEEP,
    "very deep lists": "{ entry(uid: " + "[" * DEEP + "]" * DEEP + ") { title } }",
    "very deep objects": "{ pages(filter: " + "{not: " * DEEP + "{}" + "}" * DEEP + ") { totalCount } }",
    "very deep types": "query ($x: " + "[" * DEEP + "ID" + "]" * DEEP + ") { site { title } }",
    "very deep parentheses": "{ site" + "(" * DEEP + ")" * DEEP + " { title } }",
    "deeper than may be": "{ pages { nodes { parent " + "{ parent " * 20 + "{ uid }" + "}" * 20 + " } } }",
    "many aliases": "{ " + " ".join(f"a{n}: site {{ title }}" for n in range(300)) + " }",
    "many aliases of one field": "{ site { " + " ".join(f"a{n}: title" for n in range(900)) + " } }",
    "fragments that double": "{ ...A0 } "
    + " ".join(f"fragment A{n} on Query {{ ...A{n + 1} ...A{n + 1} }}" for n in range(30))
    + " fragment A30 on Query { site { title } }",
    "many tokens": "{ " + "a " * 100_000 + "}",
    "many commas": "{ site { title } }" + "," * 60_000,
    "many comments": "#\n" * 20_000 + "{ site { title } }",
    "many operations": " ".join(f"query A{n} {{ site {{ title }} }}" for n in range(500)),
    "many variables": "query (" + " ".join(f"$a{n}: ID" for n in range(600)) + ") { site { title } }",
    "many directives": "{ site " + "@skip(if: false) " * 500 + "{ title } }",
    "many errors": "{ " + " ".join(f"a{n}" for n in range(1_000)) + " }",
    "a long name": "{ " + "a" * 40_000 + " }",
    "a long document": '{ entry(uid: "' + "a" * 51_000 + '") { title } }',
    "what costs too much": "{ pages(first: 100) { nodes { children(first: 100) { nodes "
    "{ children(first: 100) { nodes { title } } } } } } }",
}  # fmt: skip

TEXTS = (NUL, "a\0b", "x" * 40_000, 7, 1.5, True, [], {}, ["a", "b"], {"a": 1})
NUMBERS = (-1, 101, 2**31, -(2**31) - 1, 10**30, 1.5, "1", "", True, [], {}, [1, 2])
CURSORS = ("x", "=", "é", "x" * 5_000, "eyJhIjoxfQ", "W10.x.y", "a.b", "\U0001f600", NUL, 7, [], {})
NAMES = ("XX", "nl", "NL EN", "", 1, [], {}, True, "x" * 5_000)
FIELDS: dict[tuple[str, str], tuple[Any, ...]] = {
    ("pages(first: $x) { totalCount }", "Int"): NUMBERS,
    ("pages(last: $x) { totalCount }", "Int"): NUMBERS,
    ("pages(size: $x) { totalCount }", "Int"): NUMBERS,
    ("pages(page: $x) { totalCount }", "Int"): (0, *(one for one in NUMBERS if one != 101), 10_002),
    ("pages(first: 1, after: $x) { totalCount }", "String"): CURSORS,
    ("pages(last: 1, before: $x) { totalCount }", "String"): CURSORS,
    ('search(text: "a", after: $x) { totalCount }', "String"): CURSORS,
    ("pages(locale: $x) { totalCount }", "Locale"): NAMES,
    ("pages(fallback: $x) { totalCount }", "[Locale!]"): ("XX", "nl", 1, {}, True, ["XX"], [None], [[]]),
    ("pages(order: $x) { totalCount }", "[PageOrder!]"): (
        "ASC", [{"title": "UP"}], [{"nothing": "ASC"}], [{}], [{"title": "ASC", "path": "ASC"}], [None],
        [{"title": "ASC"}] * 50, [{"title": None}], 7,
    ),
    ("pages(filter: $x) { totalCount }", "PageFilter"): (
        "a", 7, [], {"nothing": {}}, {"title": 7}, {"title": {"eq": 7}}, {"title": {"like": "a"}},
        {"title": {"contains": NUL}}, {"title": {"contains": "x" * 40_000}},
        {"and": [{}] * 200}, {"publishedAt": {"after": "yesterday"}},
        {"publishedAt": {"after": "2024-13-45"}}, {"publishedAt": {"after": "99999-01-01T00:00:00Z"}},
        {"publishedAt": {"after": "0000-00-00T00:00:00Z"}}, {"under": NUL},
        {"translation": {"locale": "XX", "state": ["STALE"]}}, {"tags": {"eq": 1}},
    ),
    ("entry(uid: $x) { title }", "ID!"): (NUL, 1.5, True, [], {}, None),
    ("node(id: $x) { id }", "ID!"): (
        "", "x", "=", "é", "x" * 5_000, NUL, "a.b.c", "eyJhIjoxfQ", None, [], {},
    ),
    ("nodes(ids: $x) { id }", "[ID!]!"): ([None], ["x"] * 101, "x", [["x"]], {}, None, [NUL]),
    ("page(slug: $x) { title }", "String!"): (NUL, 7, 1.5, True, [], {}, None),
    ("content(path: $x) { __typename }", "String!"): (7, 1.5, True, [], {}, None, NUL),
    ("search(text: $x) { totalCount }", "String!"): (*TEXTS, None),
    ('search(text: "a", types: $x) { totalCount }', "[TypeName!]"): (*NAMES, ["NOTHING"], [None]),
    ('search(text: "a", tags: $x) { totalCount }', "[String!]"): (7, {}, [None], [NUL], [["a"]]),
    ('menu(name: "main", depth: $x) { name }', "Int"): (0, -1, 2**31, 1.5, "1", [], {}),
}  # fmt: skip


def arguments() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each argument with each value that it does not take, as a variable."""
    for (field, kind), values in FIELDS.items():
        for value in values:
            query = f"query ($x: {kind}) {{ {field} }}"
            yield f"{field} {str(value)[:30]!r}", {"query": query, "variables": {"x": value}}


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "half an object": b'{"query": "{ site { title } }"',
    "two objects": b'{"query": "{ site { title } }"}{}',
    "a list": b"[]",
    "a batch": b'[{"query": "{ site { title } }"}]',
    "a text": b'"{ site { title } }"',
    "a form": b"query=%7B%20site%20%7B%20title%20%7D%20%7D",
    "a bare document": b"{ site { title } }",
    "not UTF-8": b'{"query": "\xff\xfe"}',
    "UTF-8 that is too long": b'{"query": "\xc0\x80"}',
    "half a character": b'{"query": "\xe2\x82"}',
    "UTF-16": '{"query": "{ site { title } }"}'.encode("utf-16"),
    "a lone surrogate": b'{"query": "{ site { title } }", "variables": {"a": "\\ud800"}}',
    "infinity": b'{"query": "{ site { title } }", "variables": {"a": 1e999}}',
    "not a number": b'{"query": "{ site { title } }", "variables": {"a": NaN}}',
    "minus infinity": b'{"query": "{ site { title } }", "variables": {"a": -Infinity}}',
    "a long number": b'{"query": "{ site { title } }", "variables": {"a": ' + b"1" * 9_000 + b"}}",
    "deep lists": b'{"variables": {"a": ' + b"[" * 90_000 + b"]" * 90_000 + b"}}",
    "deep objects": b'{"query": "{ x }", "variables": ' + b'{"a":' * 900 + b"1" + b"}" * 901,
    "deep extensions": b'{"query": "{ x }", "extensions": ' + b'{"a":' * 2_000 + b"1" + b"}" * 2_001,
    "too much": b'{"query": "' + b"a" * 1_000_001 + b'"}',
    "NUL": b"\0" * 100,
    "a comment": b'{"query": /* */ "{ site { title } }"}',
    "a last comma": b'{"query": "{ site { title } }",}',
    "no query": b"{}",
    "a query that is null": b'{"query": null}',
    "a query that is a list": b'{"query": ["{ site { title } }"]}',
    "variables as text": b'{"query": "{ site { title } }", "variables": "{}"}',
    "a name that is a number": b'{"query": "{ site { title } }", "operationName": 1}',
    "a name that nobody has": b'{"query": "{ site { title } }", "operationName": "A"}',
    "extensions as a list": b'{"query": "{ site { title } }", "extensions": []}',
}  # fmt: skip

HASHES: tuple[Any, ...] = (
    "", "x", "sha256:", "sha256:" + "0" * 64, "sha256:" + "g" * 64, "sha256:" + "0" * 65, "md5:0",
    "sha256:" + "0" * 100_000, "../../etc/passwd", NUL, "sha256:\0", "é", 7, [], {}, True,
)  # fmt: skip


def hashes() -> Iterator[tuple[str, dict[str, Any]]]:
    """Documents by a name that nothing has."""
    for one in HASHES:
        if one:  # nothing is as good as none
            yield f"documentId {str(one)[:20]!r}", {"documentId": one}
        persisted = {"version": 1, "sha256Hash": one}
        yield f"hash {str(one)[:20]!r}", {"extensions": {"persistedQuery": persisted}}
    for version in (0, 2, "1", None, [], 1.5):
        persisted = {"version": version, "sha256Hash": "0" * 64}
        yield f"version {version!r}", {"extensions": {"persistedQuery": persisted}}
    for one in (7, "x", [], True):
        yield f"persistedQuery {one!r}", {"extensions": {"persistedQuery": one}}


QUERY = json.dumps({"query": "{ site { title } }"})
JSON = "application/json"
HEADERS: dict[str, tuple[str, ...]] = {
    "content-type": (
        "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=utf-16", "application/json; charset=", "application/graphql",
        "json", ";", "application/json2", "a" * 9_000,
    ),
    "accept": ("text/html", "image/png", "application/xml;q=1", "application/json;q=0"),
    "content-encoding": ("gzip", "br", "identity, gzip", "nothing", "zstd"),
    "authorization": ("Bearer", "Bearer x", "Bearer " + "x" * 9_000, "bearer \xe9", "Bearer a b"),
    "cms-preview": ("", "x", "drafts", "x.y.z", "x" * 9_000, "\xe9"),
}  # fmt: skip
HARMLESS: dict[str, tuple[str, ...]] = {
    "accept-language": ("", "xx", "nl;q=nothing", ",,,", "x" * 9_000, "nl;q=-1", "*;q=2", "\xe9"),
    "accept-encoding": ("", "nothing", "gzip;q=x", "*;q=0", "identity;q=0", "x" * 9_000),
    "if-none-match": ('"', "W/", "*", '"x' * 2_000, "\xff"),
    "cms-explain": ("", "nothing", "cost, nothing", "x" * 9_000),
    "cms-tags": ("", "0", "x" * 900),
    "range": ("bytes=0-1", "bytes=-", "nothing"),
    "expect": ("nothing",),
    "cookie": ("id=x; id=y", "=", "x" * 9_000),
    "origin": ("null", "http://", "\xe9"),
    "x-forwarded-for": ("1.2.3.4, x", "x" * 900),
    "accept": (",", ";q=1", "*/*;q=x", "a/b, */*;q=0.1", "application/json;;;"),
}
"""What a server may well not understand, and answers all the same."""


def wrong(headers: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Each header with each value."""
    for name, values in headers.items():
        yield from product([name], values)


def request(*lines: str | bytes, body: bytes = b"", host: str = "Host: localhost") -> bytes:
    """A request as bytes, whatever is in it."""
    raw = [one if isinstance(one, bytes) else one.encode("latin-1") for one in lines]
    first, *rest = raw
    return b"\r\n".join([first, *([host.encode()] if host else []), *rest, b"", body])


BODY = QUERY.encode()
POST = "POST /graphql HTTP/1.1"
LENGTH = f"Content-Length: {len(BODY)}"
TYPE = f"Content-Type: {JSON}"
CHUNKED = "Transfer-Encoding: chunked"
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
GOOD = request(POST, TYPE, LENGTH, body=BODY)

RAW: dict[str, bytes] = {
    "nothing that is HTTP": b"hello\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 100 + b"\r\n\r\n",
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "NUL": b"\0" * 200 + b"\r\n\r\n",
    "a header without a colon": request(POST, TYPE, LENGTH, "nothing", body=BODY),
    "a header without a name": request(POST, TYPE, LENGTH, ": x", body=BODY),
    "a space before the colon": request(POST, TYPE, "Content-Length : 3", body=BODY),
    "a NUL in a header": request(POST, TYPE, LENGTH, b"X: a\0b", body=BODY),
    "a folded header": request(POST, TYPE, LENGTH, "X: a", " b", body=BODY),
    "two lengths": request(POST, TYPE, LENGTH, "Content-Length: 3", body=BODY),
    "two lengths in one": request(POST, TYPE, f"{LENGTH}, 3", body=BODY),
    "a length below 0": request(POST, TYPE, "Content-Length: -1", body=BODY),
    "a length with a sign": request(POST, TYPE, "Content-Length: +5", body=BODY),
    "a length in letters": request(POST, TYPE, "Content-Length: many", body=BODY),
    "a length in hexadecimals": request(POST, TYPE, "Content-Length: 0x20", body=BODY),
    "a length beyond all": request(POST, TYPE, "Content-Length: " + "9" * 30, body=BODY),
    "a length beyond the most": request(POST, TYPE, "Content-Length: 1000001", body=BODY),
    "a length of other digits": request(POST, TYPE, "Content-Length: ²".encode(), body=BODY),
    "a length and chunks": request(POST, TYPE, LENGTH, CHUNKED, body=CHUNKS),
    "chunks of a wrong size": request(POST, TYPE, CHUNKED, body=b"3\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks of no size": request(POST, TYPE, CHUNKED, body=b"x\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "chunks below 0": request(POST, TYPE, CHUNKED, body=b"-5\r\nhello\r\n0\r\n\r\n"),
    "chunks beyond all": request(POST, TYPE, CHUNKED, body=b"f" * 20 + b"\r\nhello\r\n0\r\n\r\n"),
    "an unknown coding of the way": request(POST, TYPE, "Transfer-Encoding: nothing", body=BODY),
    "chunks twice": request(POST, TYPE, "Transfer-Encoding: chunked, chunked", body=CHUNKS),
    "huge headers": request(POST, TYPE, LENGTH, "X: " + "x" * 60_000, body=BODY),
    "many headers": request(POST, TYPE, LENGTH, *(f"X{n}: x" for n in range(3_000)), body=BODY),
    "a huge name of a header": request(POST, TYPE, LENGTH, "X" * 60_000 + ": x", body=BODY),
    "a huge address": request("GET /graphql?query=" + "x" * 200_000 + " HTTP/1.1"),
    "an address that is no UTF-8": request("GET /graphql?query=%ff%fe HTTP/1.1"),
    "raw bytes in an address": request(b"GET /graphql?query=\xff\xfe HTTP/1.1"),
    "half a percent": request("GET /graphql?query=%7 HTTP/1.1"),
    "a NUL in an address": request("GET /graphql?query=%00 HTTP/1.1"),
    "a parameter twice": request("GET /graphql?query=a&query=b HTTP/1.1"),
    "many parameters": request("GET /graphql?" + "&".join(f"a{n}=1" for n in range(900)) + " HTTP/1.1"),
    "variables that are no JSON": request("GET /graphql?query=%7Bsite%7Btitle%7D%7D&variables=x HTTP/1.1"),
    "a mutation by GET": request("GET /graphql?query=mutation%7Bx%7D HTTP/1.1"),
    "no version": b"GET /graphql\r\n\r\n",
    "an unknown version": request("GET /graphql HTTP/9.9"),
    "an unknown method": request("BREW /graphql HTTP/1.1"),
    "a method in small letters": request("post /graphql HTTP/1.1", TYPE, LENGTH, body=BODY),
    "DELETE": request("DELETE /graphql HTTP/1.1"),
    "PUT": request("PUT /graphql HTTP/1.1", TYPE, LENGTH, body=BODY),
    "TRACE": request("TRACE /graphql HTTP/1.1"),
    "CONNECT": request("CONNECT localhost:1 HTTP/1.1"),
    "an upgrade to nothing": request("GET /graphql HTTP/1.1", "Upgrade: x", "Connection: Upgrade"),
    "an upgrade without a key": request(
        "GET /graphql HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade"
    ),
    "an upgrade of a wrong version": request(
        "GET /graphql HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 1",
    ),
}  # fmt: skip

GOOD_ENOUGH: dict[str, tuple[bytes, int]] = {
    "one request": (GOOD, 1),
    "in chunks": (request(POST, TYPE, CHUNKED, body=CHUNKS), 1),
    "HTTP/1.0": (request("POST /graphql HTTP/1.0", TYPE, LENGTH, body=BODY), 1),
    "HTTP/1.0 without a host": (
        request("POST /graphql HTTP/1.0", TYPE, LENGTH, host="", body=BODY), 1,
    ),
    "five in a row": (GOOD * 5, 5),
    "line ends in front": (b"\r\n\r\n" + GOOD, 1),
    "a whole address": (request("POST http://elsewhere/graphql HTTP/1.1", TYPE, LENGTH, body=BODY), 1),
}  # fmt: skip
"""What is unusual and right: how many answers there are."""

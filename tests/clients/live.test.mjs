// Subscriptions as graphql-ws and graphql-sse see them: each has its own reading of its protocol.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient as createSse } from "graphql-sse";
import { createClient as createWs } from "graphql-ws";
import { post, preview, publish, save, url } from "./site.mjs";

const authorization = `Bearer ${process.env.TOKEN}`;
const CHANGES = "subscription { contentChanged(types: [MISSION_TEXT], locale: NL) { kind uid content { title } } }";
const number = () => Math.floor(Math.random() * 1e9);

function over(kind, options = {}) {
  const { params = {}, ...more } = options;
  return kind === "ws"
    ? createWs({ url: url.replace("http", "ws"), connectionParams: params, retryAttempts: 0, ...more })
    : createSse({ url, headers: params, retryAttempts: 0, ...more });
}

// The results of an operation as they come; it has begun once they are asked for.
function listen(client, query, variables = {}) {
  const results = client.iterate({ query, variables });
  return { next: async () => (await results.next()).value, stop: () => results.return() };
}

// What is published shows that a subscription has begun: until then nothing is told.
async function told(stream, act) {
  const first = stream.next();
  let done = false;
  const found = first.then((result) => { done = true; return result; });
  while (!done) {
    await act();
    await Promise.race([found, new Promise((resolve) => setTimeout(resolve, 300))]);
  }
  return found;
}

function mission() {
  return publish({ title: { nl: `Missie ${number()}`, en: `Mission ${number()}` } }, ["NL"]);
}

for (const kind of ["ws", "sse"]) {
  test(`${kind}: what is published is told`, async () => {
    const client = over(kind);
    const stream = listen(client, CHANGES);
    let last;
    const { data } = await told(stream, async () => { last = await mission(); });
    assert.equal(data.contentChanged.kind, "PUBLISHED");
    assert.match(data.contentChanged.content.title, /^Missie/);
    const later = await mission();
    let found = data.contentChanged;
    while (found.uid !== later.uid) found = (await stream.next()).data.contentChanged;
    await stream.stop();
    client.dispose();
  });

  test(`${kind}: two subscriptions do not mix, and one that is stopped leaves the other`, async () => {
    const client = over(kind);
    const all = listen(client, CHANGES);
    const none = listen(client, 'subscription { contentChanged(types: [BOOK]) { uid } }');
    let heard = false;
    none.next().then((result) => { heard = result !== undefined; });
    await told(all, mission);
    await none.stop();
    const { uid } = await mission();
    let found;
    do { found = (await all.next()).data.contentChanged.uid; } while (found !== uid);
    assert.equal(heard, false);
    await all.stop();
    client.dispose();
  });

  test(`${kind}: a query has one result`, async () => {
    const client = over(kind);
    const results = [];
    for await (const one of client.iterate({ query: "{ site { locales } }" })) results.push(one);
    assert.deepEqual(results, [{ data: { site: { locales: ["NL", "EN"] } } }]);
    client.dispose();
  });

  test(`${kind}: a mutation is done, and seen at once`, async () => {
    const client = over(kind, { params: { authorization } });
    const { uid } = await mission();
    const query = `{ entry(uid: "${uid}", locale: NL) { title } }`;
    for (let turn = 0; turn < 3; turn++) assert.ok((await post(query)).entry);
    const retract = `mutation { transition(uids: ["${uid}"], to: RETIRED, locales: [NL]) { __typename } }`;
    const [{ data }] = await Array.fromAsync(client.iterate({ query: retract }));
    assert.equal(data.transition.__typename, "Transitioned");
    assert.equal((await post(query)).entry, null);
    client.dispose();
  });

  test(`${kind}: what is wrong with an operation has a code`, async () => {
    const client = over(kind);
    for (const [query, code] of [
      ["subscription { nothing }", "unknown_field"],
      ["subscription {", "graphql_parse_failed"],
      ['subscription { seats(session: "x") }', "not_found"],
      ['subscription { preview(path: "/nl") { __typename } }', "preview_needed"],
    ]) {
      assert.equal(await codeOf(client, query), code, query);
    }
    client.dispose();
  });

  test(`${kind}: a preview follows the draft`, async () => {
    const { uid, etag } = await save({ title: { nl: `Concept ${number()}` } });
    const { entry } = await post(`{ entry(uid: "${uid}", locale: NL) { path } }`, {}, {
      authorization, "cms-preview": "drafts",
    });
    const client = over(kind, { params: { "cms-preview": await preview() } });
    const query = "subscription ($path: String!) { preview(path: $path) { ... on ContentRoute { content { summary } } } }";
    const stream = listen(client, query, { path: entry.path });
    assert.equal((await stream.next()).data.preview.content.summary, "");
    await save({ uid, summary: { nl: "Beter" } }, etag);
    assert.equal((await stream.next()).data.preview.content.summary, "Beter");
    await stream.stop();
    client.dispose();
  });
}

// The code that an operation ends with: of a result, or of what the client throws.
async function codeOf(client, query) {
  try {
    for await (const { errors } of client.iterate({ query })) {
      if (errors) return errors[0].extensions.code;
    }
  } catch (thrown) {
    return [thrown].flat()[0].extensions.code;
  }
}

test("ws: a token that is wrong closes the connection and says why", async () => {
  const client = over("ws", { params: { authorization: "Bearer nonsense" } });
  const thrown = await listen(client, CHANGES).next().catch((error) => error);
  assert.equal(thrown.code, 4403);
  assert.equal(thrown.reason, "Forbidden: bad_token");
});

test("sse: a token that is wrong is told", async () => {
  const client = over("sse", { params: { authorization: "Bearer nonsense" } });
  assert.equal(await codeOf(client, CHANGES), "bad_token");
});

test("ws: pings of the client are answered while it listens", async () => {
  const heard = [];
  const client = over("ws", {
    lazy: false, keepAlive: 50, on: { pong: (received) => received && heard.push("pong") },
  });
  while (heard.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
  client.dispose();
});

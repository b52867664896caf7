// A normalised cache keeps languages and views apart, whatever was asked before and in which order.
import assert from "node:assert/strict";
import { before, beforeEach, test } from "node:test";
import { parse } from "graphql";
import { post, preview, publish, save, schema, url } from "./site.mjs";

const { connect } = await import(`./${process.env.CLIENT}.mjs`);
const CARD = "fragment Card on Content { __typename id uid title path locale }";
const ONE = parse(`query One($uid: ID!, $locale: Locale!) { entry(uid: $uid, locale: $locale) { ...Card } } ${CARD}`);
const NODE = parse(`query Node($id: ID!) { node(id: $id) { __typename id ...Card } } ${CARD}`);
const BOTH = parse(`query Both($uid: ID!) {
  nl: entry(uid: $uid, locale: NL) { ...Card }
  en: entry(uid: $uid, locale: EN) { ...Card }
} ${CARD}`);
const ACROSS = parse(`query Across($uid: ID!) {
  entry(uid: $uid, locale: NL) { ...Card in(locale: EN) { ...Card in(locale: NL) { ...Card } } }
} ${CARD}`);
const SERVED = "localization { requested served isFallback }";
const FALLING = parse(`query Falling($uid: ID!) {
  nl: entry(uid: $uid, locale: NL) { ...Card ${SERVED} }
  en: entry(uid: $uid, locale: EN, fallback: [NL]) { ...Card ${SERVED} }
} ${CARD}`);
const LIST = parse(`query List($locale: Locale!, $first: Int, $after: String, $last: Int, $before: String) {
  missionTexts(
    locale: $locale, order: [{ title: ASC }], first: $first, after: $after, last: $last, before: $before
  ) {
    edges { cursor node { id title locale } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`);

let client, known, uid, etag;

before(async () => {
  known = await schema();
});

beforeEach(async () => {
  client = connect(url, known);
  const title = { nl: "Kaas", en: "Cheese" };
  const summary = { nl: "Geel.", en: "Yellow." };
  ({ uid, etag } = await publish({ title, summary, kind: "MESSAGE" }, ["NL", "EN"]));
});

async function title(locale, from = client.cached) {
  return (await from(ONE, { uid, locale }))?.entry.title;
}

for (const [first, second] of [["NL", "EN"], ["EN", "NL"]]) {
  test(`${second} asked after ${first} replaces nothing`, async () => {
    const expected = { NL: "Kaas", EN: "Cheese" };
    assert.equal(await title(first, client.ask), expected[first]);
    assert.equal(await title(second, client.ask), expected[second]);
    assert.equal(await title(first), expected[first]);
    assert.equal(await title(second), expected[second]);
  });
}

test("two languages in one document stay what they are", async () => {
  const asked = await client.ask(BOTH, { uid });
  assert.deepEqual([asked.nl.title, asked.en.title], ["Kaas", "Cheese"]);
  assert.equal(asked.nl.uid, asked.en.uid);
  assert.deepEqual(await client.cached(BOTH, { uid }), asked);
  assert.deepEqual([await title("NL"), await title("EN")], ["Kaas", "Cheese"]);
});

test("from one language to another and back is a cycle, not a mixture", async () => {
  await client.ask(ACROSS, { uid });
  const { entry } = await client.cached(ACROSS, { uid });
  assert.deepEqual([entry.title, entry.in.title, entry.in.in.title], ["Kaas", "Cheese", "Kaas"]);
  assert.equal(entry.in.in.id, entry.id);
  assert.notEqual(entry.in.id, entry.id);
});

test("what stands in for a missing language is not what was written in its own", async () => {
  const alone = { title: { nl: "Klomp" }, summary: { nl: "Hout." }, kind: "MESSAGE" };
  ({ uid } = await publish(alone, ["NL"]));
  await client.ask(FALLING, { uid });
  const { nl, en } = await client.cached(FALLING, { uid });
  assert.deepEqual([nl.title, en.title], ["Klomp", "Klomp"]);
  assert.deepEqual([nl.localization.requested, nl.localization.isFallback], ["NL", false]);
  assert.deepEqual([en.localization.requested, en.localization.isFallback], ["EN", true]);
  assert.equal(en.locale, "NL");
});

for (const order of [["live", "draft"], ["draft", "live"]]) {
  test(`a preview is kept apart from what is live: ${order.join(" before ")}`, async () => {
    await save({ uid, title: { nl: "Brood" } }, etag);
    const headers = { live: {}, draft: { "cms-preview": await preview() } };
    const expected = { live: "Kaas", draft: "Brood" };
    const ids = {};
    for (const view of order) {
      const asked = await client.ask(ONE, { uid, locale: "NL" }, headers[view]);
      assert.equal(asked.entry.title, expected[view]);
      ids[view] = asked.entry.id;
      await client.ask(NODE, { id: asked.entry.id }, headers[view]);
    }
    for (const view of order) {
      const kept = await client.cached(NODE, { id: ids[view] });
      assert.equal(kept.node.title, expected[view]);
    }
    assert.equal((await post("query ($id: ID!) { node(id: $id) { id } }", { id: ids.draft })).node, null);
  });
}

test("news of one language reaches every place that shows it, and no other language", async () => {
  const all = { first: 100 };
  for (const locale of ["NL", "EN"]) {
    await client.ask(LIST, { locale, ...all });
    await title(locale, client.ask);
  }
  await publish({ uid, title: { nl: "Boter" } }, ["NL"], etag);
  while ((await title("NL", client.ask)) !== "Boter");

  assert.deepEqual([await title("NL"), await title("EN")], ["Boter", "Cheese"]);
  const titles = async (locale) =>
    (await client.cached(LIST, { locale, ...all })).missionTexts.edges.map(({ node }) => node.title);
  assert.ok((await titles("NL")).includes("Boter"));
  assert.ok((await titles("EN")).includes("Cheese"));
  assert.ok(!(await titles("EN")).includes("Boter"));
});

const pages = {
  forwards: ({ endCursor, hasNextPage }) => hasNextPage && { first: 4, after: endCursor },
  backwards: ({ startCursor, hasPreviousPage }) => hasPreviousPage && { last: 4, before: startCursor },
};

for (const [direction, next] of Object.entries(pages)) {
  test(`pages are put together, each language by itself: ${direction}`, async () => {
    const read = async (variables) => (await client.ask(LIST, variables)).missionTexts;
    const begin = direction === "forwards" ? { first: 4 } : { last: 4 };
    const more = { NL: begin, EN: begin };
    while (more.NL || more.EN) {
      for (const locale of ["NL", "EN"]) {
        if (more[locale]) {
          await read({ locale, ...more[locale] });
          const whole = (await client.cached(LIST, { locale, ...more[locale] })).missionTexts;
          more[locale] = next(whole.pageInfo);
        }
      }
    }
    for (const locale of ["NL", "EN"]) {
      const kept = (await client.cached(LIST, { locale, ...begin })).missionTexts.edges;
      const straight = await post(
        "query ($locale: Locale) { missionTexts(locale: $locale, order: [{ title: ASC }], first: 100) { nodes { id } } }",
        { locale },
      );
      assert.ok(kept.length > 8);
      assert.deepEqual(kept.map(({ node }) => node.id), straight.missionTexts.nodes.map(({ id }) => id));
      assert.ok(kept.every(({ node }) => node.locale === locale));
    }
  });
}

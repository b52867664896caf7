// Whatever lives at an address: the CMS says whether it is content, has moved, or is gone.
import { error, redirect } from "@sveltejs/kit";
import { ask } from "#lib/cms.server.ts";
import { monthFrom } from "#lib/dates.ts";
import { entryOf, occurrencesOf } from "#lib/entries.server.ts";
import { AtAddressDocument, SeldomDocument } from "#lib/gql/graphql.ts";
import { LANGS, langOf, localeOf } from "#lib/types.ts";
import type { EntryGenerator, PageServerLoad } from "./$types";

const LONGEST = 1000;

// Built beforehand: what `entries` names. All else is made when somebody asks.
export const prerender = "auto";

export const entries: EntryGenerator = async () => {
  const locals = () => ({ lang: "nl" as const, preview: "", caches: [], keys: new Set<string>(), unsent: false, wait: 0 });
  const found = await Promise.all(
    LANGS.map((lang) => ask({ locals: locals(), getClientAddress: () => "" }, SeldomDocument, { locale: localeOf(lang) })),
  );
  return found.flatMap(({ missionTexts, books, pages }) => {
    const plain = pages.nodes.filter(({ blocks, children }) => !blocks.length && !children.nodes.length);
    return [...missionTexts.nodes, ...books.nodes, ...plain].map(({ path }) => ({ path: path.slice(1) }));
  });
};

export const load: PageServerLoad = async (event) => {
  const { url, locals, parent } = event;
  // Any address: what an old site had may live outside of /nl and /en.
  if (url.pathname.length > LONGEST) error(404);
  const { content } = await ask(event, AtAddressDocument, { path: decodeURI(url.pathname) });
  if (!content) error(404);
  if (content.__typename === "Redirect") redirect(content.status, content.to, { external: true }); // whom editors name
  if (content.__typename === "Gone") {
    const { since, suggestions } = content;
    error(410, "gone", { since, suggestions });
  }
  const { content: head, ...links } = content;
  const shown = await entryOf(event, head.__typename, head.uid, langOf(head.locale));
  return {
    head,
    links,
    shown,
    calendar: shown.kind === "page" && shown.children.nodes.some((one) => one.__typename === "Event")
      ? await calendar(event, (await parent()).chrome.site.timezone)
      : null,
    translations: head.translations.map(({ locale, path }) => ({ lang: langOf(locale), path: path ?? null })),
    at: locals.lang,
  };
};

async function calendar(event: Parameters<PageServerLoad>[0], zone: string) {
  const month = monthFrom(event.url.searchParams.get("month"), zone);
  return { month, occurrences: await occurrencesOf(event, month, event.locals.lang, zone) };
}

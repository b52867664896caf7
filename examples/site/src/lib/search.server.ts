import type { ServerLoadEvent } from "@sveltejs/kit";
import { ask } from "#lib/cms.server.ts";
import { SearchDocument, type ContentType, type SearchQuery } from "#lib/gql/graphql.ts";
import { localeOf, type Lang } from "#lib/types.ts";

const LONGEST = 200;
const TYPES: readonly ContentType[] = ["PAGE", "MISSION_TEXT", "BOOK", "EVENT", "SPEAKER", "SESSION"];
const OTHER: Record<Lang, string> = { nl: "/en/search", en: "/nl/zoeken" };

export interface Found {
  text: string;
  type: ContentType | null;
  after: string | null;
  found: SearchQuery["search"] | null;
  translations: { lang: Lang; path: string }[];
}

/** What is found for `?q=`, narrowed to `?type=`; nothing is looked for without words. */
export async function searched(event: ServerLoadEvent): Promise<Found> {
  const { searchParams } = event.url;
  const { lang } = event.locals;
  const text = [...(searchParams.get("q") ?? "").replaceAll("\0", "").trim()].slice(0, LONGEST).join("");
  const type = TYPES.find((one) => one === searchParams.get("type")) ?? null;
  const after = cursor(searchParams.get("after"));
  const other = lang === "nl" ? "en" : "nl";
  const query = text ? `?q=${encodeURIComponent(text)}` : "";
  const translations: Found["translations"] = [{ lang: other, path: `${OTHER[lang]}${query}` }];
  if (!text) return { text, type, after, found: null, translations };
  const { search } = await ask(event, SearchDocument, {
    text,
    locale: localeOf(lang),
    types: type ? [type] : undefined,
    after,
  });
  return { text, type, after, found: search, translations };
}

function cursor(text: string | null): string | null {
  return text && /^[\w=.~-]{1,500}$/.test(text) ? text : null;
}

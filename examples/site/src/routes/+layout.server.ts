import { isHttpError } from "@sveltejs/kit";
import type { RequestEvent } from "@sveltejs/kit";
import { ask } from "#lib/cms.server.ts";
import { ChromeDocument } from "#lib/gql/graphql.ts";
import { localeOf } from "#lib/types.ts";

const PANEL = process.env.CMS_PANEL_URL ?? process.env.CMS_URL ?? "http://127.0.0.1:8000";
const BARE = { site: { title: "Ambtenaar 2.0", timezone: "Europe/Amsterdam", feeds: [] }, main: null, footer: null };

export async function load(event: RequestEvent) {
  const { lang, preview } = event.locals;
  return {
    lang,
    chrome: await chrome(event),
    preview: preview ? { path: event.url.pathname, panel: new URL(PANEL).origin } : null,
  };
}

// Without the CMS there is no menu; the page itself says what is wrong.
async function chrome(event: RequestEvent) {
  try {
    return await ask(event, ChromeDocument, { locale: localeOf(event.locals.lang) });
  } catch (reason) {
    if (!isHttpError(reason)) throw reason;
    event.locals.caches.push("no-store");
    return BARE;
  }
}

import { building } from "$app/env";
import type { Handle, HandleServerError } from "@sveltejs/kit/hooks";
import { strictest } from "#lib/cms.server.ts";
import { COOKIE, ended, tokenFrom } from "#lib/preview.server.ts";
import { langAt } from "#lib/types.ts";

const PANEL = process.env.CMS_PANEL_URL ?? process.env.CMS_URL ?? "http://127.0.0.1:8000";
const RETRY_SECONDS = 10;
/** A header that is longer is refused on the way; such a page is dropped when it is old. */
const MOST_KEYS = 8_000;
const HEADERS: Record<string, string> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
};

export const handle: Handle = async ({ event, resolve }) => {
  const { locals, cookies, url } = event;
  locals.lang = langAt(url.pathname);
  locals.preview = tokenFrom(cookies.get(COOKIE));
  locals.caches = [];
  locals.keys = new Set();
  locals.unsent = false;
  locals.wait = 0;
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace("%lang%", locals.lang).replace("</head>", building ? `${keysIn(locals)}</head>` : "</head>"),
    preload: ({ type, path }) => type === "js" || type === "css" || path.includes("latin-wght-normal"),
  });
  const headers = response.headers;
  if (response.status === 401) headers.append("set-cookie", ended(url.protocol === "https:"));
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  const framing = locals.preview ? `frame-ancestors 'self' ${new URL(PANEL).origin}` : "frame-ancestors 'none'";
  const policy = headers.get("content-security-policy");
  headers.set("content-security-policy", policy ? `${policy}; ${framing}` : framing);
  if (response.status === 503) headers.set("retry-after", String(locals.wait || RETRY_SECONDS));
  if (!headers.has("cache-control")) headers.set("cache-control", caching(event.locals, event.request, response));
  const keys = keysOf(locals);
  if (keys && headers.get("cache-control")?.startsWith("public")) headers.set("surrogate-key", keys);
  return response;
};

function keysOf({ keys }: App.Locals): string {
  const listed = [...keys].join(" ");
  return listed.length < MOST_KEYS ? listed : "";
}

/** Where server/kept.js finds them again: of a page that is built beforehand no header is kept. */
function keysIn(locals: App.Locals): string {
  return `<meta name="surrogate-key" content="${keysOf(locals)}">`;
}

function caching(locals: App.Locals, request: Request, response: Response): string {
  if (locals.preview || !["GET", "HEAD"].includes(request.method) || response.status >= 500) return "private, no-store";
  return strictest(locals.caches);
}

export const handleError: HandleServerError = ({ kind, error }) => {
  if (kind === "unknown") console.error(error);
};

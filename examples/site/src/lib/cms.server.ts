// Asking the CMS. Queries go with GET, so that it answers from its cache and says how long an answer holds.
import { error } from "@sveltejs/kit";
import type { RequestEvent } from "@sveltejs/kit";
import type { TypedDocumentString } from "#lib/gql/graphql.ts";

export const CMS = process.env.CMS_URL ?? "http://127.0.0.1:8000";
const SECONDS = 8;
const MEDIA_TYPE = "application/graphql-response+json";
const PREVIEW_ENDED = /^preview_/;

type Asker = Pick<RequestEvent, "locals" | "getClientAddress">;
/** The longest that visitors are asked to wait, whatever the CMS says. */
const LONGEST_WAIT = 3600;
interface Answer<Data> {
  data?: Data;
  errors?: { message: string; extensions?: { code?: string } }[];
}

const lately = new Map<string, unknown>();
const MOST_LATELY = 100;

/** The answer to a query; 503 where the CMS is away or has too much to do, 401 where a preview has ended.
 *
 * Around a form that could not be sent the page is shown with the last answer that is known: what was typed stays. */
export async function ask<Data, Variables>(
  { locals }: Asker,
  query: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const asked = new URLSearchParams({ query: `${query}`, variables: JSON.stringify(variables) });
  const headers: Record<string, string> = locals.preview ? { "cms-preview": locals.preview } : {};
  const address = `${CMS}/graphql?${asked}`;
  try {
    const answer = await reach(locals, address, { headers: { accept: MEDIA_TYPE, ...headers } });
    locals.caches.push(answer.headers.get("cache-control") ?? "no-store");
    for (const key of answer.headers.get("surrogate-key")?.split(" ") ?? []) locals.keys.add(key);
    const data = await read<Data>(answer);
    if (!locals.preview) remember(address, data);
    return data;
  } catch (reason) {
    if (!locals.unsent || locals.preview || !lately.has(address)) throw reason;
    return lately.get(address) as Data;
  }
}

function remember(address: string, data: unknown): void {
  lately.delete(address);
  lately.set(address, data);
  if (lately.size > MOST_LATELY) lately.delete(lately.keys().next().value as string);
}

/** The outcome of a mutation, as the visitor at the address that the request came from. */
export async function send<Data, Variables>(
  event: Asker & { request: Request },
  mutation: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const answer = await reach(event.locals, `${CMS}/graphql`, {
    method: "POST",
    headers: {
      accept: MEDIA_TYPE,
      "content-type": "application/json",
      "accept-language": event.locals.lang, // of what is told to whoever sent it
      "x-forwarded-for": event.getClientAddress(),
    },
    body: JSON.stringify({ query: `${mutation}`, variables }),
  });
  return read(answer);
}

async function reach(locals: App.Locals, address: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(address, { ...init, signal: AbortSignal.timeout(SECONDS * 1000) });
  } catch {
    error(503, "away");
  }
  if (answer.status === 429 || answer.status >= 500) {
    locals.wait = Math.min(LONGEST_WAIT, Math.max(locals.wait, waiting(answer.headers.get("retry-after"))));
    error(503, "away");
  }
  return answer;
}

/** How many seconds a `Retry-After` says, which names seconds or a moment; 0 where it says nothing. */
function waiting(said: string | null): number {
  const seconds = /^\d{1,9}$/.test(said ?? "") ? Number(said) : Math.ceil((Date.parse(said ?? "") - Date.now()) / 1000);
  return seconds > 0 ? seconds : 0;
}

async function read<Data>(answer: Response): Promise<Data> {
  const { data, errors } = (await answer.json()) as Answer<Data>;
  const code = errors?.[0]?.extensions?.code ?? "";
  if (PREVIEW_ENDED.test(code)) error(401, "preview ended", { reason: "preview" });
  if (code === "unavailable" || code === "timeout") error(503, "away");
  if (errors || !data) throw new Error(`the CMS refused a query: ${JSON.stringify(errors)}`);
  return data;
}

/** What a page may tell caches that was made from several answers: what the strictest of them says. */
export function strictest(caches: string[]): string {
  const ages = caches.map((one) => Number(/max-age=(\d+)/.exec(one)?.[1] ?? NaN));
  const stale = caches.map((one) => Number(/stale-while-revalidate=(\d+)/.exec(one)?.[1] ?? 0));
  if (!caches.length || caches.some((one) => /no-store|private/.test(one))) return "private, no-store";
  if (ages.some((age) => Number.isNaN(age))) return "public, no-cache";
  return `public, max-age=${Math.min(...ages)}, stale-while-revalidate=${Math.min(...stale)}`;
}

// Forms work without a script: the browser sends them here, and here they become a mutation.
import { error, fail, isHttpError } from "@sveltejs/kit";
import type { RequestEvent, ServerLoadEvent } from "@sveltejs/kit";
import { ask, send } from "#lib/cms.server.ts";
import { RequestSpeakerDocument, SignUpDocument, SignUpFormDocument, SpeakerFormDocument } from "#lib/gql/graphql.ts";
import { LANGS, localeOf } from "#lib/types.ts";
import { wordsIn } from "#lib/words.ts";

/** What is told of a form that was sent: done, or what is wrong with it beside what was typed. */
export interface Told {
  done?: string;
  problem?: string;
  fields?: Record<string, string>;
  typed?: Record<string, string>;
}
type Outcome = { __typename?: string; message?: string; fields?: { field: string; message: string }[] };

export async function signUpForm(event: ServerLoadEvent & { params: { uid: string } }) {
  const { uid } = event.params;
  const { lang } = event.locals;
  if (!/^[0-9a-z]{4,24}$/.test(uid)) error(404);
  const fallback = LANGS.map(localeOf);
  const { entry } = await ask(event, SignUpFormDocument, { session: uid, locale: localeOf(lang), fallback });
  if (entry?.__typename !== "Session" || entry.signUp.state === "NONE") error(404);
  const other = lang === "nl" ? "en" : "nl";
  const translations = [{ lang: other, path: `${wordsIn(other).signUpPath}/${uid}` }] as const;
  return { session: entry, key: crypto.randomUUID(), translations: [...translations] };
}

export async function signUp(event: RequestEvent & { params: { uid: string } }) {
  const typed = await read(event, ["key", "name", "email", "consent", "website"]);
  return sent(event, typed, async () => (await send(event, SignUpDocument, {
    input: {
      idempotencyKey: typed.key,
      locale: localeOf(event.locals.lang),
      session: event.params.uid,
      name: typed.name,
      email: typed.email,
      consent: typed.consent,
      website: typed.website,
    },
  })).signUpForSession);
}

export async function speakerForm(event: ServerLoadEvent) {
  const { lang } = event.locals;
  const { consents } = await ask(event, SpeakerFormDocument, { locale: localeOf(lang) });
  const other = lang === "nl" ? "en" : "nl";
  const translations = [{ lang: other, path: wordsIn(other).askSpeakerPath }] as const;
  return { consent: consents.requestSpeaker, key: crypto.randomUUID(), translations: [...translations] };
}

export async function askSpeaker(event: RequestEvent) {
  const names = ["key", "name", "organisation", "email", "occasion", "period", "place", "message", "consent", "website"] as const;
  const { key, ...typed } = await read(event, names);
  return sent(event, { key, ...typed }, async () => (await send(event, RequestSpeakerDocument, {
    input: { ...typed, idempotencyKey: key, locale: localeOf(event.locals.lang), toAll: true },
  })).requestSpeaker);
}

/** What came of a form. Where the CMS cannot take it now, it is shown again as it was, with its key: it may have come in. */
async function sent(event: RequestEvent, typed: Record<string, string>, send: () => Promise<Outcome>) {
  try {
    return outcome(event, await send(), typed);
  } catch (reason) {
    if (!isHttpError(reason, 503)) throw reason;
    event.locals.unsent = true;
    return fail(503, { problem: wordsIn(event.locals.lang).unsent, typed: { ...typed, consent: "" } } satisfies Told);
  }
}

async function read<Name extends string>(event: RequestEvent, names: readonly Name[]): Promise<Record<Name, string>> {
  const sent = await event.request.formData();
  const text = (name: Name) => {
    const value = sent.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const found = Object.fromEntries(names.map((name) => [name, text(name)])) as Record<Name | "key", string>;
  // Whoever sends the same key again is told what came of it the first time; without one nothing would be sent.
  found.key ||= crypto.randomUUID();
  return found;
}

function outcome(event: RequestEvent, told: Outcome, typed: Record<string, string>) {
  if (told.__typename === "ConfirmationSent") return { done: told.message } satisfies Told;
  const fields = Object.fromEntries((told.fields ?? []).map((one) => [one.field, one.message]));
  const status = told.__typename === "RateLimited" ? 429 : 400;
  const problem = told.message ?? wordsIn(event.locals.lang).busy;
  return fail(status, { problem, fields, typed: { ...typed, key: "", consent: "" } } satisfies Told);
}

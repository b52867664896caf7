// One query for each type of content: what its page shows beside the basics. What is retracted in between is 404.
import { error } from "@sveltejs/kit";
import type { RequestEvent } from "@sveltejs/kit";
import { ask } from "#lib/cms.server.ts";
import { type Month, moved, startOf } from "#lib/dates.ts";
import {
  BlocksOfDocument,
  BookEntryDocument,
  EventEntryDocument,
  MissionTextEntryDocument,
  MonthDocument,
  PageEntryDocument,
  SessionEntryDocument,
  SpeakerEntryDocument,
} from "#lib/gql/graphql.ts";
import type { Lang } from "#lib/types.ts";
import { LANGS, localeOf } from "#lib/types.ts";

type Asker = Pick<RequestEvent, "locals" | "getClientAddress">;

export async function pageEntry(event: Asker, uid: string, lang: Lang) {
  const variables = { uid, locale: localeOf(lang) };
  const [{ entry }, blocks] = await Promise.all([
    ask(event, PageEntryDocument, variables),
    ask(event, BlocksOfDocument, variables),
  ]);
  if (entry?.__typename !== "Page" || blocks.entry?.__typename !== "Page") error(404);
  return { kind: "page" as const, ...entry, blocks: blocks.entry.blocks };
}

export async function eventEntry(event: Asker, uid: string, lang: Lang) {
  // Rounded to a day: who asks from this very second on asks something new each time.
  const from = new Date();
  from.setUTCHours(0, 0, 0, 0);
  const to = new Date(from);
  to.setUTCFullYear(to.getUTCFullYear() + 1);
  const stretch = { from: from.toISOString(), to: to.toISOString() };
  const { entry } = await ask(event, EventEntryDocument, { uid, locale: localeOf(lang), ...stretch });
  if (entry?.__typename !== "Event") error(404);
  return { kind: "event" as const, ...entry };
}

export async function bookEntry(event: Asker, uid: string, lang: Lang) {
  const { entry } = await ask(event, BookEntryDocument, { uid, locale: localeOf(lang) });
  if (entry?.__typename !== "Book") error(404);
  return { kind: "book" as const, ...entry };
}

export async function textEntry(event: Asker, uid: string, lang: Lang) {
  const { entry } = await ask(event, MissionTextEntryDocument, { uid, locale: localeOf(lang) });
  if (entry?.__typename !== "MissionText") error(404);
  return { kind: "text" as const, ...entry };
}

export async function sessionEntry(event: Asker, uid: string, lang: Lang) {
  const { entry } = await ask(event, SessionEntryDocument, { uid, locale: localeOf(lang) });
  if (entry?.__typename !== "Session") error(404);
  return { kind: "session" as const, ...entry };
}

export async function speakerEntry(event: Asker, uid: string, lang: Lang) {
  const { entry } = await ask(event, SpeakerEntryDocument, { uid, locale: localeOf(lang) });
  if (entry?.__typename !== "Speaker") error(404);
  return { kind: "speaker" as const, ...entry };
}

const BY_TYPE = {
  Page: pageEntry,
  MissionText: textEntry,
  Book: bookEntry,
  Event: eventEntry,
  Session: sessionEntry,
  Speaker: speakerEntry,
};

export type Shown = Awaited<ReturnType<(typeof BY_TYPE)[keyof typeof BY_TYPE]>>;
export type Of<Kind extends Shown["kind"]> = Extract<Shown, { kind: Kind }>;

export function entryOf(event: Asker, type: keyof typeof BY_TYPE, uid: string, lang: Lang): Promise<Shown> {
  return BY_TYPE[type](event, uid, lang);
}

/** All that takes place in a month, in another language where it must be. */
export async function occurrencesOf(event: Asker, month: Month, lang: Lang, zone: string) {
  const { calendar } = await ask(event, MonthDocument, {
    from: startOf(month, zone),
    to: startOf(moved(month, 1), zone),
    locale: localeOf(lang),
    fallback: LANGS.map(localeOf),
  });
  return calendar.nodes;
}

export type Occurrence = Awaited<ReturnType<typeof occurrencesOf>>[number];

// What the editor asks the server (admin/rich_text.py and what it leads to).

import { ask } from "./spa.js";

const ROOT = new URL("../rich-text/", import.meta.url).href;

/** An entry that a text may lead to, as it stands in the language of the text. */
export interface Target {
  uid: string;
  title: string;
  type: string;
  path?: string;
  state?: string;
  said?: string;
  public: boolean;
}

export interface Heading {
  anchor: string;
  text: string;
  level: number;
}

export interface ReadyText {
  uid: string;
  title: string;
  /** Canonical HTML, each of one block or one item of a list. */
  pieces: string[];
}

/** Any HTML as it would be stored: one cleaner, the server's, for what is pasted and what is typed as HTML. */
export async function clean(html: string): Promise<string> {
  return (await ask(`${ROOT}clean/`, { html })).html;
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString();

export async function findTargets(q: string, locale: string): Promise<Target[]> {
  return (await ask(`${ROOT}targets/?${query({ q, locale })}`)).targets;
}

export function target(uid: string, locale: string): Promise<Target & { headings: Heading[] }> {
  return ask(`${ROOT}targets/${encodeURIComponent(uid)}/?${query({ locale })}`);
}

export async function findTexts(q: string, locale: string): Promise<Target[]> {
  return (await ask(`${ROOT}texts/?${query({ q, locale })}`)).texts;
}

export function readyText(uid: string, locale: string): Promise<ReadyText> {
  return ask(`${ROOT}texts/${encodeURIComponent(uid)}/?${query({ locale })}`);
}

/** Whose videos can be shown. */
export async function embeddable(): Promise<string[]> {
  return (await ask(`${ROOT}embed/`)).accepted;
}

/** A video by its address, as canonical HTML. */
export async function embed(address: string, title: string): Promise<string> {
  return (await ask(`${ROOT}embed/`, { address, title })).html;
}

import type { Locale, CardFragment, HeadFragment } from "#lib/gql/graphql.ts";

export type Lang = "nl" | "en";
export const LANGS: readonly Lang[] = ["nl", "en"];

export type Card = CardFragment;
export type Head = HeadFragment;
export interface Crumb {
  title: string;
  path: string;
  locale?: Locale;
}

/** The language that the API calls by this name. */
export function langOf(locale: Locale): Lang {
  return locale.toLowerCase() as Lang;
}

export function localeOf(lang: Lang): Locale {
  return lang.toUpperCase() as Locale;
}

export function otherThan(lang: Lang): Lang {
  return lang === "nl" ? "en" : "nl";
}

/** The language of an address is its first part; elsewhere that of the site. */
export function langAt(path: string): Lang {
  return path.split("/")[1] === "en" ? "en" : "nl";
}

/** What stands in an element's `lang`: nothing where the text is in the language of the page. */
export function langUnless(page: Lang, locale: Locale | null | undefined): Lang | undefined {
  return locale && langOf(locale) !== page ? langOf(locale) : undefined;
}

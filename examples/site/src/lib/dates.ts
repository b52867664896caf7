// Days of the site's time zone. The API's calendar takes instants, so a month begins at an instant, too.
import type { Lang } from "#lib/types.ts";

const LOCALES: Record<Lang, string> = { nl: "nl-NL", en: "en-GB" };

export interface Month {
  year: number;
  /** From 1. */
  month: number;
}

export interface Day {
  /** `2026-03-09` */
  date: string;
  number: number;
  /** From 1, Monday. */
  weekday: number;
}

/** The month of `2026-03`; that of now where the text is none that a calendar could show. */
export function monthFrom(text: string | null, zone: string, now = new Date()): Month {
  const parts = /^(20\d\d)-(0[1-9]|1[0-2])$/.exec(text ?? "");
  if (parts) return { year: Number(parts[1]), month: Number(parts[2]) };
  const [year, month] = new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(now).split("-");
  return { year: Number(year), month: Number(month) };
}

export function moved({ year, month }: Month, by: number): Month {
  const all = year * 12 + month - 1 + by;
  return { year: Math.floor(all / 12), month: (all % 12) + 1 };
}

export function written({ year, month }: Month): string {
  return `${year}-${String(month).padStart(2, "0")}`;
}

/** The instant at which a month begins in a time zone. */
export function startOf({ year, month }: Month, zone: string): string {
  const utc = Date.UTC(year, month - 1, 1);
  return new Date(utc - offset(utc, zone)).toISOString();
}

function offset(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(instant);
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(parts.find((one) => one.type === "timeZoneName")?.value ?? "");
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return (found[1] === "-" ? -minutes : minutes) * 60_000;
}

export function daysOf(month: Month): Day[] {
  const count = new Date(Date.UTC(month.year, month.month, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => {
    const number = index + 1;
    const weekday = new Date(Date.UTC(month.year, month.month - 1, number)).getUTCDay() || 7;
    return { date: `${written(month)}-${String(number).padStart(2, "0")}`, number, weekday };
  });
}

export function monthName({ year, month }: Month, lang: Lang): string {
  const format = new Intl.DateTimeFormat(LOCALES[lang], { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(Date.UTC(year, month - 1, 1));
}

/** `9 maart 2026` of an instant, as the site's clocks have it. */
export function dayOf(instant: string, lang: Lang, zone = "Europe/Amsterdam"): string {
  return new Intl.DateTimeFormat(LOCALES[lang], { dateStyle: "long", timeZone: zone }).format(new Date(instant));
}

/** `ma 9` and `mrt` of `2026-03-09T09:00`, for a calendar leaf. */
export function leaf(local: string, lang: Lang): { day: string; month: string } {
  const date = new Date(`${local.slice(0, 10)}T00:00:00Z`);
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[lang], { ...options, timeZone: "UTC" }).format(date);
  return { day: part({ day: "numeric" }), month: part({ month: "short" }) };
}

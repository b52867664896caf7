// A preview token lives in a cookie that no script can read, and goes to the CMS in a header.
import type { Cookies } from "@sveltejs/kit";

export const COOKIE = "preview";
const HOURS = 8;

/** With https the panel may frame the site from another domain: the cookie then goes along there, and only there. */
export function keep(cookies: Cookies, token: string, secure: boolean): void {
  const framed = secure ? ({ sameSite: "none", partitioned: true } as const) : ({ sameSite: "lax" } as const);
  cookies.set(COOKIE, token, { path: "/", httpOnly: true, secure, maxAge: HOURS * 3600, ...framed });
}

/** Takes the cookie away. */
export function ended(secure: boolean): string {
  return `${COOKIE}=; Path=/; Max-Age=0; HttpOnly; ${secure ? "Secure; SameSite=None; Partitioned" : "SameSite=Lax"}`;
}

/** A token has no other characters; anything else is none. */
export function tokenFrom(text: string | null | undefined): string {
  return text && /^[\w.~=-]{10,4000}$/.test(text) ? text : "";
}

/** A path of this site, whatever an address says: never one of another. */
export function pathFrom(text: string | null): string {
  return text && /^\/(nl|en)(\/[\w%.~-]+)*\/?$/.test(text) ? text : "/nl";
}

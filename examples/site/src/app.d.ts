import type { Crumb, Lang } from "#lib/types.ts";

declare global {
  namespace App {
    interface Error {
      since?: string;
      suggestions?: Crumb[];
      reason?: "preview";
    }
    interface Locals {
      lang: Lang;
      /** The preview token of the reader's cookie; empty without one. */
      preview: string;
      /** What the answers that this page was made from say to caches. */
      caches: string[];
      /** The tags of all that this page was made from, by which a CDN drops it. */
      keys: Set<string>;
      /** Whether a form was sent here that the CMS could not take. */
      unsent: boolean;
      /** How many seconds the CMS asks to wait; 0 if it did not. */
      wait: number;
    }
    interface PageData {
      translations?: { lang: Lang; path: string | null }[];
    }
  }
}

// What the editor asks the server (admin/rich_text.py).

import { ask } from "./spa.js";

const ROOT = new URL("../rich-text/", import.meta.url).href;

/** Any HTML as it would be stored: one cleaner, the server's, for what is pasted and what is typed as HTML. */
export async function clean(html: string): Promise<string> {
  return (await ask(`${ROOT}clean/`, { html })).html;
}

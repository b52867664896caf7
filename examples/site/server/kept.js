// Pages that were built beforehand. They are handed out only while nothing that the public reads has changed since:
// the CMS says so itself, with the Last-Modified of its sitemap and with the subscription to changes. After the first
// change, and whenever nobody can tell, each page is made when somebody asks, until the site is built again.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const CHANGES = "subscription Changes { contentChanged { uid } }";
const AGAIN_SECONDS = 5;
const HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "public, max-age=10, stale-while-revalidate=50",
  "content-security-policy": "frame-ancestors 'none'", // the rest of it is in the page
  "x-content-type-options": "nosniff",
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-built": "beforehand",
};
/** What hooks.server.ts writes into pages that are built beforehand. */
const KEYS = /<meta name="surrogate-key" content="([^"]+)">/;

/** When what the public reads changed last, as the CMS tells it. */
export async function lastChange(cms) {
  const answer = await fetch(`${cms}/sitemap.xml`, { method: "HEAD", signal: AbortSignal.timeout(5000) });
  return answer.headers.get("last-modified") ?? "";
}

export class Kept {
  #pages = new Map();
  #madeFrom = "";
  #holds = false;
  #stopping = new AbortController();
  #cms;

  constructor(folder, cms) {
    this.#cms = cms;
    if (!existsSync(new URL("made-from", folder))) return;
    this.#madeFrom = readFileSync(new URL("made-from", folder), "utf8");
    for (const name of readdirSync(folder, { recursive: true })) {
      if (!name.endsWith(".html")) continue;
      const body = readFileSync(new URL(name, folder));
      const etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 20)}"`;
      const keys = KEYS.exec(body)?.[1];
      const headers = { ...HEADERS, etag, ...(keys && { "surrogate-key": keys }) };
      this.#pages.set(`/${name.slice(0, -".html".length)}`, { body, etag, headers });
    }
  }

  /** Whether it answered: with a page that holds, to somebody who sees what everybody sees. */
  answered(request, answer) {
    const page = this.#holds && request.method === "GET" ? this.#pages.get(request.url) : undefined;
    if (!page || /(^|;\s*)preview=/.test(request.headers.cookie ?? "")) return false;
    const seen = (request.headers["if-none-match"] ?? "").includes(page.etag);
    answer.writeHead(seen ? 304 : 200, page.headers);
    answer.end(seen ? undefined : page.body);
    return true;
  }

  /** Listens for changes until one comes; tries again where it cannot. */
  async listen() {
    while (this.#pages.size && !this.#stopping.signal.aborted) {
      if (await this.#changed().catch(() => false)) return;
      await new Promise((done) => setTimeout(done, AGAIN_SECONDS * 1000).unref());
    }
  }

  stop() {
    this.#stopping.abort();
  }

  // Subscribe first and compare then: a change in between is heard.
  async #changed() {
    const heard = await fetch(`${this.#cms}/graphql`, {
      method: "POST",
      headers: { accept: "text/event-stream", "content-type": "application/json" },
      body: JSON.stringify({ query: CHANGES }),
      signal: this.#stopping.signal,
    });
    try {
      if (!heard.ok || !heard.body) return false;
      if ((await lastChange(this.#cms)) !== this.#madeFrom) return true;
      this.#holds = true;
      for await (const part of heard.body.pipeThrough(new TextDecoderStream())) {
        if (/^event: next/m.test(part)) return true;
        if (/^event: complete/m.test(part)) return false;
      }
      return false;
    } finally {
      this.#holds = false;
      await heard.body?.cancel().catch(() => undefined);
    }
  }
}

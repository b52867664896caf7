import { mkdirSync } from "node:fs";
import node from "@sveltejs/adapter-node";
import type { Adapter } from "@sveltejs/kit";
import { sveltekit } from "@sveltejs/kit/vite";
import { defineConfig } from "vite";

// Pages that are built beforehand are put aside, in `build/kept`: server/kept.js hands them out as long as
// nothing has changed since. The adapter itself would hand them out for ever.
function keeping(): Adapter {
  const adapter = node();
  return {
    ...adapter,
    adapt: (builder) =>
      adapter.adapt({
        ...builder,
        prerendered: { ...builder.prerendered, paths: [] },
        writePrerendered(folder) {
          mkdirSync(folder, { recursive: true });
          builder.writePrerendered("build/kept");
          return [];
        },
      }),
  };
}

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: keeping(),
      // Hashes, not nonces: a page that did not change has the same bytes, and so the same ETag.
      csp: {
        mode: "hash",
        directives: {
          "default-src": ["none"],
          "script-src": ["self"],
          "style-src": ["self"],
          "style-src-attr": ["unsafe-inline"], // the placeholders of pictures
          "img-src": ["self", "data:"],
          "font-src": ["self"],
          "connect-src": ["self"],
          "form-action": ["self"],
          "base-uri": ["none"],
        },
      },
      inlineStyleThreshold: 40_000, // on a slow line a page is seen half a second sooner
      prerender: { crawl: false, entries: ["*"] },
    }),
  ],
  build: { assetsInlineLimit: 0 },
});

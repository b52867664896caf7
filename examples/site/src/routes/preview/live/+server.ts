// Hands on what the CMS tells of a preview, as it tells it. The token stays on this side.
import { error } from "@sveltejs/kit";
import { CMS } from "#lib/cms.server.ts";
import { PreviewOfDocument } from "#lib/gql/graphql.ts";
import { pathFrom } from "#lib/preview.server.ts";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = async ({ url, locals, request }) => {
  if (!locals.preview) error(401, "preview ended", { reason: "preview" });
  const path = decodeURI(pathFrom(url.searchParams.get("path")));
  const heard = await fetch(`${CMS}/graphql`, {
    method: "POST",
    headers: {
      accept: "text/event-stream",
      "content-type": "application/json",
      "cms-preview": locals.preview,
    },
    body: JSON.stringify({ query: `${PreviewOfDocument}`, variables: { path } }),
    signal: request.signal,
  }).catch(() => null);
  if (!heard?.ok || !heard.body) error(503);
  return new Response(heard.body, {
    headers: { "content-type": "text/event-stream", "cache-control": "private, no-store" },
  });
};

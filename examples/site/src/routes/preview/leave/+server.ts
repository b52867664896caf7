import { ended } from "#lib/preview.server.ts";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = ({ url }) =>
  new Response(null, { status: 303, headers: { location: "/nl", "set-cookie": ended(url.protocol === "https:"), "cache-control": "private, no-store" } });

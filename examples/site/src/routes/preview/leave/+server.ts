import { ENDED } from "#lib/preview.server.ts";
import type { RequestHandler } from "./$types";

export const POST: RequestHandler = () =>
  new Response(null, { status: 303, headers: { location: "/nl", "set-cookie": ENDED, "cache-control": "private, no-store" } });

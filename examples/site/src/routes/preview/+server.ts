// Where the panel's preview link leads: the token goes from the address into a cookie that no script reads.
import { error, redirect } from "@sveltejs/kit";
import { keep, pathFrom, tokenFrom } from "#lib/preview.server.ts";
import type { RequestHandler } from "./$types";

export const GET: RequestHandler = ({ url, cookies, setHeaders }) => {
  const token = tokenFrom(url.searchParams.get("token"));
  if (!token) error(401, "preview ended", { reason: "preview" });
  setHeaders({ "cache-control": "private, no-store", "referrer-policy": "no-referrer" });
  keep(cookies, token, url.protocol === "https:");
  redirect(303, pathFrom(url.searchParams.get("path")));
};

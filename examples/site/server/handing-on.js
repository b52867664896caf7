// Handing a request on to the CMS, and its answer back, as they are.
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const SECONDS = 15;
const LARGEST = 200_000;
const ASKED = ["accept", "accept-encoding", "accept-language", "content-type", "cookie", "if-modified-since", "if-none-match", "if-range", "range"];
const TOLD = [
  "accept-ranges", "access-control-allow-origin", "cache-control", "content-disposition", "content-encoding", "content-language",
  "content-length", "content-range", "content-security-policy", "content-type", "cross-origin-resource-policy", "etag",
  "last-modified", "location", "referrer-policy", "retry-after", "set-cookie", "vary", "x-content-type-options", "x-robots-tag",
];
const METHODS = ["GET", "HEAD"];

/** Answers with what the CMS has at `address`; 503 where it is away. Only its forms take a POST. */
export async function handOn(address, request, answer) {
  const isForm = new URL(address).pathname.startsWith("/forms/");
  if (!METHODS.includes(request.method) && !(isForm && request.method === "POST")) {
    return answer.writeHead(405, { allow: METHODS.join(", ") }).end();
  }
  if (Number(request.headers["content-length"] ?? 0) > LARGEST) return answer.writeHead(413).end();
  try {
    const told = await ask(address, request);
    const headers = TOLD.filter((name) => told.headers.has(name)).map((name) => [name, told.headers.get(name)]);
    answer.writeHead(told.status, Object.fromEntries(headers));
    if (told.body && request.method !== "HEAD") await pipeline(Readable.fromWeb(told.body), answer);
    else answer.end();
  } catch {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(503, { "retry-after": "10", "cache-control": "no-store" }).end();
  }
}

function ask(address, request) {
  const given = ASKED.filter((name) => request.headers[name]).map((name) => [name, request.headers[name]]);
  const headers = { ...Object.fromEntries(given), "x-forwarded-for": request.socket.remoteAddress ?? "" };
  const body = request.method === "POST" ? { body: Readable.toWeb(request), duplex: "half" } : {};
  return fetch(address, { method: request.method, headers, redirect: "manual", signal: AbortSignal.timeout(SECONDS * 1000), ...body });
}

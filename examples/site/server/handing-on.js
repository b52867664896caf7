// Handing a request on to the CMS, and its answer back, byte by byte as they are.
import { request as http } from "node:http";
import { request as https } from "node:https";
import { pipeline } from "node:stream";

const SECONDS = 15;
const LARGEST = 200_000;
const METHODS = ["GET", "HEAD"];
const ASKED = ["accept", "accept-encoding", "accept-language", "content-length", "content-type", "cookie", "if-modified-since",
  "if-none-match", "if-range", "range"];
// A connection ends with its two programs, and so do these.
const OF_THE_CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "surrogate-key"]);

/** Answers with what the CMS has at `address`; 503 where it is away. Only its forms take a POST. */
export function handOn(address, request, answer) {
  const target = new URL(address);
  const isForm = target.pathname.startsWith("/forms/") && request.method === "POST";
  if (!METHODS.includes(request.method) && !isForm) {
    return answer.writeHead(405, { allow: METHODS.join(", ") }).end();
  }
  if (isForm && !(Number(request.headers["content-length"]) <= LARGEST)) return answer.writeHead(413).end();
  const options = { method: request.method, headers: given(request), timeout: SECONDS * 1000 };
  const asked = (target.protocol === "https:" ? https : http)(target, options, (told) => {
    const headers = Object.entries(told.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
    answer.writeHead(told.statusCode ?? 502, Object.fromEntries(headers));
    pipeline(told, answer, () => undefined);
  });
  asked.on("timeout", () => asked.destroy());
  asked.on("error", () => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(503, { "retry-after": "10", "cache-control": "no-store" }).end();
  });
  answer.on("close", () => asked.destroy());
  if (isForm) request.pipe(asked);
  else asked.end();
}

function given(request) {
  const kept = ASKED.filter((name) => request.headers[name]).map((name) => [name, request.headers[name]]);
  return { ...Object.fromEntries(kept), "x-forwarded-for": request.socket.remoteAddress ?? "" };
}

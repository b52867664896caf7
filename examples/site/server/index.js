// The site's server: what the CMS has as files is handed on, pages are those that were built beforehand or made now.
import { createServer } from "node:http";
import compression from "compression";
import { isReadable, isThePanel, ofTheCms } from "./addresses.js";
import { handOn } from "./handing-on.js";
import { Kept } from "./kept.js";

const CMS = process.env.CMS_URL ?? "http://127.0.0.1:8000";
const PANEL = new URL(process.env.CMS_PANEL_URL ?? CMS).origin;
const HOST = process.env.HOST ?? "127.0.0.1";
const PORT = Number(process.env.PORT ?? 3000);
const ORIGIN = new URL(process.env.SITE_URL ?? `http://${HOST}:${PORT}`);
const EVENTS = "text/event-stream";

// The scheme and host of the site are those of the setting, whatever a request says.
process.env.PROTOCOL_HEADER = "x-site-protocol";
process.env.HOST_HEADER = "x-site-host";
const { handler } = await import("../build/handler.js");
const kept = new Kept(new URL("../build/kept/", import.meta.url), CMS);
const compress = compression({ filter: (_, answer) => !String(answer.getHeader("content-type")).startsWith(EVENTS) });

const server = createServer((request, answer) => {
  if (!isReadable(request.url)) return refuse(answer);
  if (isThePanel(request.url)) return answer.writeHead(302, { location: PANEL + request.url, "cache-control": "no-store" }).end();
  // Pages of the CMS name no icon: browsers then look here.
  if (request.url === "/favicon.ico") return answer.writeHead(301, { location: "/icon.svg", "cache-control": "public, max-age=86400" }).end();
  const target = ofTheCms(request.url);
  if (target) return handOn(CMS + target, request, answer);
  compress(request, answer, () => {
    request.headers["x-site-protocol"] = ORIGIN.protocol.slice(0, -1);
    request.headers["x-site-host"] = ORIGIN.host;
    if (!kept.answered(request, answer)) handler(request, answer, () => answer.writeHead(404).end());
  });
});

function refuse(answer) {
  answer.writeHead(400, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" });
  answer.end("Dit adres klopt niet.\nThis address is not right.\n");
}

function stop() {
  kept.stop();
  server.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 3000).unref();
}

process.on("SIGINT", stop);
process.on("SIGTERM", stop);
server.listen(PORT, HOST, () => {
  console.log(`The site is on ${ORIGIN.origin}, and asks ${CMS}`);
  kept.listen();
});

// Builds the site from what the CMS has now, and notes of what it was made. `--if-needed`: only where these sources, or
// what is public, differ from that; told by their content, because a file that was checked out anew is no other file.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createBuilder } from "vite";
import { lastChange } from "./kept.js";

const SOURCES = ["src", "queries", "server", "static", "package-lock.json", "tsconfig.json", "vite.config.ts"];
const KEPT = "build/kept";
const cms = process.env.CMS_URL ?? "http://127.0.0.1:8000";

const madeOf = sources();
const madeFrom = await lastChange(cms).catch(() => {
  console.error(`The site is built from what the CMS has, and it does not answer on ${cms} (CMS_URL).`);
  process.exit(1);
});
const isBuilt = noted("made-of") === madeOf && noted("made-from") === madeFrom;
if (isBuilt && process.argv.includes("--if-needed")) process.exit(0);

rmSync(KEPT, { recursive: true, force: true }); // what is interrupted now was not made
const builder = await createBuilder({}, null); // within this process: whoever ends it has ended all of it
await builder.buildApp();
mkdirSync(KEPT, { recursive: true });
writeFileSync(join(KEPT, "made-from"), madeFrom);
writeFileSync(join(KEPT, "made-of"), madeOf);

// Addresses stand in pages that are built beforehand.
function sources() {
  const hash = createHash("sha256").update(`${cms}\n${process.env.SITE_URL ?? ""}\n`);
  for (const path of SOURCES.flatMap(files).sort()) hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

function files(path) {
  return statSync(path).isFile() ? [path] : readdirSync(path).flatMap((name) => files(join(path, name)));
}

function noted(name) {
  const path = join(KEPT, name);
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

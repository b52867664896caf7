// Builds the site from what the CMS has now, and notes when that changed last.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { lastChange } from "./kept.js";

const cms = process.env.CMS_URL ?? "http://127.0.0.1:8000";
const madeFrom = await lastChange(cms).catch(() => {
  console.error(`The site is built from what the CMS has, and it does not answer on ${cms} (CMS_URL).`);
  process.exit(1);
});
const { status } = spawnSync(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
mkdirSync("build/kept", { recursive: true });
writeFileSync("build/kept/made-from", madeFrom);

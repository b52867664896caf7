// Builds the site from what the CMS has now, and notes when that changed last.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { lastChange } from "./kept.js";

const madeFrom = await lastChange(process.env.CMS_URL ?? "http://127.0.0.1:8000");
const { status } = spawnSync(process.execPath, ["node_modules/vite/bin/vite.js", "build"], { stdio: "inherit" });
if (status !== 0) process.exit(status ?? 1);
mkdirSync("build/kept", { recursive: true });
writeFileSync("build/kept/made-from", madeFrom);

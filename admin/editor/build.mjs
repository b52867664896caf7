// Bundle the editor to one file, and note of which sources it was made (tests/admin/test_editor_bundle.py).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const here = (path) => new URL(path, import.meta.url).pathname;

const digest = createHash("sha256");
for (const name of ["build.mjs", "package-lock.json", ...readdirSync(here("src")).sort().map((one) => `src/${one}`)]) {
  digest.update(name).update("\0").update(readFileSync(here(name))).update("\0");
}
const packages = JSON.parse(readFileSync(here("package-lock.json"), "utf8")).packages;
const used = Object.entries(packages).filter(([path, one]) => path && !one.dev).map(([path]) => path);
const notices = used.map((path) => `${path.replace("node_modules/", "")} ${packages[path].version}\n${readFileSync(here(`${path}/LICENSE`), "utf8").trim()}`);

const { outputFiles: [bundle] } = await build({
  entryPoints: [here("src/element.ts")],
  outfile: here("../static/editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  external: ["./spa.js", "./media_picker.js", "./tus.js"],
  legalComments: "none",
  write: false,
});
const body = createHash("sha256").update(bundle.text).digest("hex");
writeFileSync(here("../static/editor.js"), `// Made from admin/editor by "make editor": sources ${digest.digest("hex")}, script ${body}. Licences: editor.LICENSES.txt\n${bundle.text}`);
writeFileSync(here("../static/editor.LICENSES.txt"), `${notices.join("\n\n---\n\n")}\n`);

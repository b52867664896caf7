// Reads feeds with feedsmith: of each file its kind, and what its entries say.
import fs from "node:fs";
import { parseFeed } from "feedsmith";

const folder = process.argv[2];
const read = {};
for (const name of fs.readdirSync(folder).filter((one) => one.startsWith("feed."))) {
  const { format, feed } = parseFeed(fs.readFileSync(`${folder}/${name}`, "utf8"));
  const entries = feed.items ?? feed.entries;
  read[name] = {
    format,
    title: feed.title?.value ?? feed.title,
    entries: entries.map((one) => [
      one.guid?.value ?? one.id,
      one.title?.value ?? one.title,
      one.content?.encoded ?? one.content?.value ?? one.content_html ?? one.content,
    ]),
  };
}
console.log(JSON.stringify(read));

// Which addresses are read at all, and which are those of files that the CMS has.
const LONGEST = 2000;
const CONTROL = /[\u0000-\u001f\u007f\\]/;
const UID = "[0-9a-z]{4,24}";
const LANG = "(?:nl|en)";
const NAME = "[\\w~.%-]*[\\w~%-]";

// Only these shapes, in full. What is not here is not handed on: not the panel, not GraphQL.
const OF_THE_CMS = [
  `/media/${UID}/[0-9a-f]{4,64}/(?:cover|contain)-\\d{1,4}(?:x\\d{1,4})?\\.(?:auto|avif|webp|jpeg|png|svg)`,
  `/media/${UID}/[0-9a-f]{4,64}/file/${NAME}`,
  `/feeds/${LANG}/(?:[a-z_]{1,40}|branch/${UID}|tag/[\\w-]{1,60})\\.(?:atom|rss|json)`,
  `/calendars/${LANG}/(?:[a-z_]{1,40}|(?:branch|speaker)/${UID}|tag/[\\w-]{1,60}|entry/${UID}(?:/\\d{8}T\\d{6}Z)?)\\.ics`,
  `/texts/${LANG}/${UID}\\.(?:html|md|txt)`,
  `/forms/(?:style\\.css|${LANG}/[a-z0-9/-]{1,120})`,
  `/sitemap\\.xml`,
  `/sitemaps/${LANG}-\\d{1,4}\\.xml`,
  `/robots\\.txt`,
].map((one) => new RegExp(`^${one}$`));

/** Whether an address can be read: not too long, whole escapes, nothing that no address has. */
export function isReadable(address) {
  if (address.length > LONGEST || !address.startsWith("/") || address.startsWith("//")) return false;
  try {
    return !CONTROL.test(decodeURIComponent(address.split("?", 1)[0]));
  } catch {
    return false;
  }
}

/** The address at the CMS of one of its files; null for all else. */
export function ofTheCms(address) {
  const { pathname, search } = new URL(address, "http://site.invalid");
  const isWritten = address.split("?", 1)[0] === pathname; // nothing that `..` or `%2e` changed
  return isWritten && !pathname.includes("..") && OF_THE_CMS.some((one) => one.test(pathname)) ? pathname + search : null;
}

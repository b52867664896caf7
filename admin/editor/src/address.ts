// Which addresses a link may have: what cms/content/richtext/addresses.py keeps.

const SCHEMES = ["http", "https", "mailto", "tel"];
const UID = /^uid:([0-9A-Za-z_-]{1,16})(?:#([^\s#]*))?$/;

/** The uid and the anchor of an internal address. */
export function internal(href: string): { uid: string; anchor: string } | null {
  const found = UID.exec(href);
  return found ? { uid: found[1]!, anchor: found[2] ?? "" } : null;
}

/** What was typed as an address that we follow, completed; or nothing. */
export function address(typed: string): string {
  const value = typed.trim();
  if (!value || /\s/.test(value)) return "";
  if (/^[/#]/.test(value)) return value;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase();
  if (scheme && !/^[^:/]+:\d/.test(value)) return SCHEMES.includes(scheme) ? value : "";
  if (/^[^@/]+@[^@/]+\.[a-z]{2,}$/i.test(value)) return `mailto:${value}`;
  return /^[\p{L}\d-]+(\.[\p{L}\d-]+)*\.\p{L}{2,}(:\d+)?([/?#].*)?$/u.test(value) ? `https://${value}` : "";
}

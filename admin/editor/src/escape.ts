/** A text in HTML. */
export const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A text in an attribute, as Python's `html.escape` writes it. */
export const quoted = (text: string) => escaped(text).replaceAll('"', "&quot;").replaceAll("'", "&#x27;");

// The doors into piccolo-admin's application, all in one place: its store, its router, its addresses.

const globals = () => document.querySelector("#app")?.__vue_app__?.config.globalProperties;

export const store = () => globals()?.$store;
export const router = () => globals()?.$router;
export const schema = () => store()?.state.schema;
export const text = (...words) => window.cmsText(...words);

/** The element that carries the colours, light or dark: what lies over the page is put in it. */
export const ground = () => document.querySelector(".light_mode, .dark_mode") ?? document.body;

/** Where the reader is: `{table, uid, adding}`; all empty on the home page. */
export function place() {
  const path = location.hash.replace(/^#\/?/, "").split("?")[0];
  const [table = "", uid = ""] = path.split("/").filter(Boolean).map(decodeURIComponent);
  return { table, uid: uid === "add" ? "" : uid, adding: uid === "add" };
}

/** What shows the server that a request is the page's own. */
export const csrfToken = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

/** Ask the server; an answer that is no success is thrown, with its `message` and `problems`. */
export async function ask(path, body, options = {}) {
  const answer = await fetch(path, {
    method: body === undefined ? "GET" : "POST",
    headers: { "X-CSRFToken": csrfToken(), "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    ...options,
  });
  const isJson = answer.headers.get("content-type")?.includes("json");
  const content = isJson ? await answer.json() : await answer.text();
  if (answer.ok && content.undo) {
    window.dispatchEvent(new CustomEvent("cms:undo", { detail: { token: content.undo, message: content.message } }));
  }
  if (answer.ok) return content;
  const problems = Array.isArray(content.detail) ? content.detail : [];
  const message = problems.length ? "" : String(content.detail ?? content.error ?? content);
  const code = content.code ?? answer.headers.get("Cms-Code") ?? "";
  throw Object.assign(new Error(message), { problems, content, status: answer.status, code });
}

/** `element("p", {class: "x"}, "text", child)`; a property that is a function listens to its event. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function button(label, action, properties = {}) {
  return element("button", { type: "button", click: action, ...properties }, label);
}

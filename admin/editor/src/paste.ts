// What is pasted or dropped: HTML goes by the server's cleaner; a clean paste is text alone.

import { DOMParser as TreeParser, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { problem } from "./dialog";
import { escaped } from "./escape";
import { schema } from "./schema";
import { clean } from "./server";

export interface Receiver {
  /** Image files: to the library, and in the text. */
  files(files: File[]): void;
  say(words: string): void;
}

/** Written by an editor of ours, so that it is canonical already. */
const OWN = "data-pm-slice";

export function pasting(receiver: Receiver): Plugin {
  let isPlain = false; // Ctrl+Shift+V
  return new Plugin({
    props: {
      handleKeyDown(_view, event) {
        isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
        return false;
      },
      handleDOMEvents: {
        paste(view, event) {
          const plain = isPlain;
          isPlain = false;
          return take(view, event, event.clipboardData, plain, receiver);
        },
        drop(view, event) {
          const files = images(event.dataTransfer);
          if (!files.length) return false;
          event.preventDefault();
          view.focus();
          receiver.files(files);
          return true;
        },
      },
    },
  });
}

const images = (data: DataTransfer | null) => [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));

function take(view: EditorView, event: ClipboardEvent, data: DataTransfer | null, isPlain: boolean, receiver: Receiver): boolean {
  const html = data?.getData("text/html") ?? "";
  const typed = data?.getData("text/plain") ?? "";
  if (view.state.selection.$from.parent.type.spec.code) return false; // as text, by the editor itself
  if (isPlain) {
    event.preventDefault();
    insert(view, paragraphs(typed));
    return true;
  }
  if (html.includes(OWN)) return false;
  const files = images(data);
  if (!html && !files.length) return false;
  event.preventDefault();
  if (html && (!files.length || /<(p|li|td|h\d)\b/i.test(html))) void insertCleaned(view, html, typed, receiver);
  else receiver.files(files);
  return true;
}

async function insertCleaned(view: EditorView, html: string, typed: string, receiver: Receiver): Promise<void> {
  const made = await clean(html).catch((error: Error) => {
    receiver.say(problem(error));
    return paragraphs(typed);
  });
  insert(view, made);
}

/** Blank lines part paragraphs, other line ends break the line. */
function paragraphs(typed: string): string {
  const parts = typed.replace(/\r\n?/g, "\n").split(/\n{2,}/).filter((one) => one.trim());
  return parts.map((one) => `<p>${escaped(one.trim()).replaceAll("\n", "<br>")}</p>`).join("");
}

/** Put canonical HTML where the cursor is; a single paragraph goes on in the line. */
export function insert(view: EditorView, html: string): void {
  const inert = new DOMParser().parseFromString(`<body>${html}`, "text/html");
  const context = view.state.selection.$from;
  const made = TreeParser.fromSchema(schema).parseSlice(inert.body, { preserveWhitespace: true, context });
  const isLine = made.content.childCount === 1 && made.content.firstChild?.type.name === "paragraph";
  const slice = isLine ? new Slice(made.content, 1, 1) : Slice.maxOpen(made.content);
  view.dispatch(view.state.tr.replaceSelection(slice).scrollIntoView().setMeta("paste", true));
}

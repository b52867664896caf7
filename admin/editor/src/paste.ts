// What is pasted or dropped: HTML goes by the server's cleaner; a clean paste is text alone.

import { Fragment, Slice, type Node } from "prosemirror-model";
import { Plugin, TextSelection, type Command } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { isOwn, serializer } from "./clipboard";
import { problem } from "./dialog";
import { lightened } from "./embedded";
import { escaped } from "./escape";
import { parse } from "./html";
import { Place } from "./place";
import { mark, schema, type } from "./schema";
import { clean } from "./server";
import { text } from "./spa.js";

export interface Receiver {
  /** Image files: to the library, and in the text. */
  files(files: File[]): void;
  /** A picture to the library alone: its uid. */
  send(file: File): Promise<string>;
  say(words: string): void;
}

export function pasting(receiver: Receiver): Plugin {
  let isPlain = false; // Ctrl+Shift+V
  return new Plugin({
    props: {
      clipboardSerializer: serializer,
      handleKeyDown(_view, event) {
        isPlain = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
        return false;
      },
      handleDOMEvents: {
        paste(view, event) {
          const plain = isPlain;
          isPlain = false;
          return view.editable && take(view, event, event.clipboardData, plain, receiver);
        },
        drop(view, event) {
          if (!view.editable || view.dragging) return false; // what is dragged from here only moves
          place(view, event);
          return take(view, event, event.dataTransfer, false, receiver);
        },
      },
    },
  });
}

/** The cursor goes to where something was dropped. */
function place(view: EditorView, event: DragEvent): void {
  const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (at) view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
  view.focus();
}

const images = (data: DataTransfer | null) => [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));

function take(view: EditorView, event: Event, data: DataTransfer | null, isPlain: boolean, receiver: Receiver): boolean {
  const html = data?.getData("text/html") ?? "";
  const typed = data?.getData("text/plain") ?? "";
  if (view.state.selection.$from.parent.type.spec.code) return false; // as text, by the editor itself
  if (isPlain) {
    event.preventDefault();
    insert(paragraphs(typed))(view.state, view.dispatch);
    return true;
  }
  if (isOwn(html)) return false;
  const files = images(data);
  if (!html && !files.length) return false;
  event.preventDefault();
  if (html && (!files.length || /<(p|li|td|h\d)\b/i.test(html))) void insertCleaned(view, html, typed, receiver);
  else receiver.files(files);
  return true;
}

/** It comes where the cursor was, whatever is written meanwhile; what was chosen goes at once. */
async function insertCleaned(view: EditorView, html: string, typed: string, receiver: Receiver): Promise<void> {
  if (!view.state.selection.empty) view.dispatch(view.state.tr.deleteSelection());
  const place = new Place(view);
  receiver.say(text("What you pasted is on its way …"));
  const made = await cleaned(html, receiver).catch((error: Error) => ({ html: paragraphs(typed), said: problem(error) }));
  place.does(insert(made.html));
  place.release();
  receiver.say(made.said);
}

async function cleaned(html: string, receiver: Receiver): Promise<{ html: string; said: string }> {
  const light = await lightened(html, (file) => receiver.send(file));
  const made = await clean(light.html);
  return { html: made.html, said: [light.said, made.said].filter(Boolean).join(" ") };
}

/** Blank lines part paragraphs, other line ends break the line. */
function paragraphs(typed: string): string {
  const parts = typed.replace(/\r\n?/g, "\n").split(/\n{2,}/).filter((one) => one.trim());
  return parts.map((one) => `<p>${escaped(one.trim()).replaceAll("\n", "<br>")}</p>`).join("");
}

/** The words of some blocks as one line, with a line break between them; nothing of the kinds in `but`. */
export function lines(html: string, but: string[] = []): Fragment {
  const parts: Node[] = [];
  parse(html).descendants((node) => {
    if (!node.isTextblock) return true;
    if (parts.length) parts.push(type("break").create());
    if (node.type.spec.code && node.content.size) parts.push(schema.text(node.textContent, [mark("code").create()]));
    else node.forEach((part) => !but.includes(part.type.name) && parts.push(part));
    return false;
  });
  return Fragment.fromArray(parts);
}

/**
 * Put canonical HTML where the cursor is. Paragraphs at its ends go on in the line, as other writing does when it is
 * pasted; all else, and everything that is `whole`, stands by itself. A cell takes the words in lines.
 */
export function insert(html: string, whole = false): Command {
  return ({ tr, selection }, dispatch) => {
    const { parent } = selection.$from;
    if (selection instanceof TextSelection && parent.type.spec.isolating && parent.isTextblock) {
      tr.replaceWith(selection.from, selection.to, lines(html));
    } else {
      const { content } = parse(html);
      const open = (end: Node | null) => (!whole && end?.type.name === "paragraph" ? 1 : 0);
      tr.replaceSelection(new Slice(content, open(content.firstChild), open(content.lastChild))).setMeta("paste", true);
    }
    dispatch?.(tr.scrollIntoView());
    return true;
  };
}

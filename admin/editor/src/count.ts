// Words and reading time, as cms/content/richtext/text.py counts them.

import type { Node } from "prosemirror-model";

const WORD = /[\p{L}\p{N}_]+(?:['\u2019.,-][\p{L}\p{N}_]+)*/gu;
const WORDS_PER_MINUTE = 200;

/** How many words there are to read; code blocks are not counted. */
export function words(doc: Node): number {
  let number = 0;
  doc.descendants((node) => {
    if (!node.isTextblock) return true;
    if (node.type.name !== "code_block") number += read(node).match(WORD)?.length ?? 0;
    return false;
  });
  return number;
}

/** The words of a line; a footnote is no part of the word that it stands at. */
function read(line: Node): string {
  let said = "";
  line.forEach((part) => {
    said += part.isText ? part.text : part.type.name === "footnote" ? ` ${read(part)} ` : " ";
  });
  return said;
}

export const minutes = (number: number) => Math.max(1, Math.ceil(number / WORDS_PER_MINUTE));

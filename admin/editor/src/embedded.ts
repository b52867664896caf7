// Large pictures that lie in pasted HTML itself: they go to the library by themselves, in parts, for a question
// to the server has a limit. Small ones go along with the text.

import { problem } from "./dialog";

const LARGE = 100_000; // characters
const BEGIN = /\ssrc\s*=\s*["']?(data:(image\/[\w.+-]+);base64,)/gi;

interface Found {
  from: number;
  until: number;
  mediaType: string;
  content: string;
}

/** The HTML with its large pictures in the library; `said` tells of those that could not go there. */
export async function lightened(html: string, send: (file: File) => Promise<string>): Promise<{ html: string; said: string }> {
  const parts: string[] = [];
  const said: string[] = [];
  let at = 0;
  for (const { from, until, mediaType, content } of large(html)) {
    parts.push(html.slice(at, from));
    at = until;
    try {
      parts.push(`uid:${await send(file(content, mediaType))}`);
    } catch (error) {
      said.push(problem(error as Error));
    }
  }
  return { html: [...parts, html.slice(at)].join(""), said: [...new Set(said)].join(" ") };
}

function large(html: string): Found[] {
  const found: Found[] = [];
  for (const match of html.matchAll(BEGIN)) {
    const start = match.index + match[0].length;
    const end = /["'\s>]/g;
    end.lastIndex = start;
    const until = end.exec(html)?.index ?? html.length;
    const content = html.slice(start, until);
    if (content.length >= LARGE) found.push({ from: start - match[1]!.length, until, mediaType: match[2]!.toLowerCase(), content });
  }
  return found;
}

function file(content: string, mediaType: string): File {
  const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
  return new File([bytes], `pasted.${mediaType.slice("image/".length).replace("jpeg", "jpg")}`, { type: mediaType });
}

// What admin/static/tus.js gives; it is fetched when a file is dropped.

export function upload(
  file: File, about: { folder: string }, how: { signal: AbortSignal; progress(share: number): void },
): Promise<string>;

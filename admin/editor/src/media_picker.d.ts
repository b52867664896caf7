// What admin/static/media_picker.js gives; it is fetched when a picture is wanted.

export function choose_media(asked: { kind: string[]; locale: string }): Promise<any>;
export function media_of(uid: string, locale: string): Promise<any>;

// What admin/static/spa.js gives; the bundle leaves it where it is.

type Property = string | number | boolean | null | undefined | ((event: any) => void);

export function text(words: string, values?: Record<string, string | number>): string;
export function ask(path: string, body?: unknown, options?: RequestInit): Promise<any>;
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag, properties?: Record<string, Property>, ...children: (Node | string | null | undefined)[]
): HTMLElementTagNameMap[Tag];
export function button(label: string, action: (event: Event) => void, properties?: Record<string, Property>): HTMLButtonElement;
export function ground(): HTMLElement;

import { type Html, html } from './html.ts';

// How the report says numbers and times: the same everywhere, whatever machine makes it.

const NUMBER = new Intl.NumberFormat('en-GB');
export const number = (value: number) => NUMBER.format(value);

export const plural = (count: number, one: string, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

/** '2026-01-31T09:30:00.123Z' -> '2026-01-31 09:30:00'. Everything is UTC. */
export const moment = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(0, 10)} ${clock(iso)}</time>`;
export const clock = (iso: string) => iso.slice(11, 19);

/** Millilitres, with the digits that a reader can use. */
export function millilitres(cubicMm: number): string {
  const ml = cubicMm / 1000;
  return `${new Intl.NumberFormat('en-GB', { maximumFractionDigits: ml < 10 ? 3 : 1 }).format(ml)} ml`;
}

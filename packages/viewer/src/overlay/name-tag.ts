import { readableOn } from '../labels/colours.ts';
import type { Peer } from './scene.ts';
import { THEME } from './theme.ts';

export const TAG_HEIGHT = 18;
const PADDING = 6;
const LONGEST = 24;

const shortName = ({ name }: Pick<Peer, 'name'>): string =>
  name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}\u2026` : name;

/** CSS pixels. */
export function tagWidth(context: CanvasRenderingContext2D, peer: Peer): number {
  context.font = THEME.font;
  return context.measureText(shortName(peer)).width + 2 * PADDING;
}

/** A name on the person's colour; (x, y) is its top left. */
export function nameTag(context: CanvasRenderingContext2D, peer: Peer, x: number, y: number): void {
  const tag = new Path2D();
  tag.roundRect(x, y, tagWidth(context, peer), TAG_HEIGHT, 4);
  context.fillStyle = peer.color;
  context.fill(tag);
  context.fillStyle = readableOn(peer.color);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillText(shortName(peer), x + PADDING, y + TAG_HEIGHT / 2 + 0.5);
}

import { OUTSIDE } from '../method.ts';
import { sureSides } from './model.ts';
import type { LevelContent } from './pyramid.ts';

/** Share of the scribbled intensities that is cut off at either end. */
const TAIL = 0.02;
/** How far the window reaches beyond the rest of them, in spans of theirs. */
const REACH = 2;

/**
 * The cells with their intensities clipped to what the scribbles of labels, and what a model is sure of, span and some way beyond: so
 * far that half of what is scribbled outside keeps its own. What is farther off is surely something else, and by how much does not
 * matter. Without it, air and metal in a CT would decide which contrast is ordinary and how wide the bins of organs are.
 */
export function windowed<Content extends LevelContent>(content: Content): Content {
  const { image, seeds } = content;
  const sure = sureSides(content);
  const [inside, outside]: [number[], number[]] = [[], []];
  for (let cell = 0; cell < seeds.length; cell++) {
    const side = seeds[cell] || (sure?.[cell] ?? 0);
    if (side !== 0) (side === OUTSIDE ? outside : inside).push(image[cell]);
  }
  if (inside.length === 0) return content;
  const sorted = Float32Array.from(inside).sort();
  const [low, high] = [quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)];
  const away = Float32Array.from(outside, (intensity) => Math.max(0, low - intensity, intensity - high)).sort();
  const reach = Math.max(REACH * (high - low), away.length > 0 ? quantile(away, 0.5) : 0);
  if (reach === 0) return content;
  return { ...content, image: clipped(image, low - reach, high + reach) };
}

function clipped(image: Float32Array, low: number, high: number): Float32Array {
  const result = new Float32Array(image.length);
  for (let cell = 0; cell < image.length; cell++) result[cell] = Math.min(high, Math.max(low, image[cell]));
  return result;
}

const quantile = (sorted: Float32Array, share: number) => sorted[Math.round(share * (sorted.length - 1))];

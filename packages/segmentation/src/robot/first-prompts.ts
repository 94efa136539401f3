import type { Dims } from '@scholia/volume';
import type { Asks, Case } from '../method.ts';
import { firstScribbles, insideLines, loops, type Truth } from './scribbles.ts';

export type Given = Pick<Case, 'prompts' | 'drawn'>;

/** Voxels between a structure and the box that a person draws around it. */
const PAD = 2;
/** Of so many slices one is drawn. */
const EVERY = 4;

/** What a simulated user gives a method first, for each label. */
export function firstPrompts(asks: Asks, truth: Truth): Given {
  const prompts = new Uint8Array(truth.labelmap.length);
  switch (asks) {
    case 'scribbles':
      return { prompts: firstScribbles(truth) };
    case 'inside':
      return { prompts: insideLines(truth) };
    case 'box':
      for (const label of truth.labels) fillBox(truth, label, prompts);
      return { prompts };
    case 'points':
      for (const label of truth.labels) for (const at of extremesOf(truth, label)) prompts[at] = label;
      return { prompts };
    case 'outline':
      return { prompts: loops(truth) };
    case 'slices':
      return { prompts, drawn: everyFourth(truth) };
  }
}

function boundsOf({ dims: [di, dj], labelmap }: Truth, label: number): { low: Dims; high: Dims } {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-1, -1, -1];
  labelmap.forEach((value, at) => {
    if (value !== label) return;
    const place = [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))];
    for (let axis = 0; axis < 3; axis++) {
      low[axis] = Math.min(low[axis], place[axis]);
      high[axis] = Math.max(high[axis], place[axis]);
    }
  });
  return { low, high };
}

function fillBox(truth: Truth, label: number, prompts: Uint8Array): void {
  const { dims } = truth;
  const { low, high } = boundsOf(truth, label);
  const from = low.map((x) => Math.max(0, x - PAD));
  const to = high.map((x, axis) => Math.min(dims[axis] - 1, x + PAD));
  for (let k = from[2]; k <= to[2]; k++)
    for (let j = from[1]; j <= to[1]; j++) {
      const row = dims[0] * (j + dims[1] * k);
      prompts.fill(label, row + from[0], row + to[0] + 1);
    }
}

/** The first voxel of the label that reaches farthest, for each end of each axis. */
function extremesOf(truth: Truth, label: number): number[] {
  const { low, high } = boundsOf(truth, label);
  const [di, dj] = truth.dims;
  const placeOf = (at: number) => [at % di, Math.floor(at / di) % dj, Math.floor(at / (di * dj))];
  return [0, 1, 2].flatMap((axis) =>
    [low[axis], high[axis]].map((end) =>
      truth.labelmap.findIndex((value, at) => value === label && placeOf(at)[axis] === end),
    ),
  );
}

function everyFourth({ dims, labelmap, labels }: Truth): Uint8Array {
  const plane = dims[0] * dims[1];
  return labelmap.map((label, at) => (Math.floor(at / plane) % EVERY === 0 && labels.includes(label) ? label : 0));
}

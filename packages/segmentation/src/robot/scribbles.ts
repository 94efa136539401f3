import { assert } from '@scholia/core';
import type { Dims } from '@scholia/volume';
import { squaredDistance } from '../grid/distance.ts';
import type { PerAxis } from '../grid/region.ts';
import { OUTSIDE } from '../method.ts';

/** What a simulated user knows. Volumes are in file order, i fastest. */
export interface Truth {
  readonly dims: Dims;
  readonly spacingMm: PerAxis;
  /** A label or 0 for each voxel. */
  readonly labelmap: Uint8Array;
  readonly labels: readonly number[];
}

/** Longest scribble, and how far from a structure the first loop around it runs, mm. */
const LENGTH_MM = 60;
const LOOP_MM = 4;

/** What a person draws first: for each label, a line through its middle and a loop around it, in the slice of k that shows most. */
export function firstScribbles(truth: Truth): Uint8Array {
  const prompts = insideLines(truth);
  for (const label of truth.labels) draw(truth, prompts, loopAround(fullest(truth, label), truth.spacingMm, LOOP_MM));
  return prompts;
}

export function insideLines(truth: Truth): Uint8Array {
  const prompts = new Uint8Array(truth.labelmap.length);
  for (const label of truth.labels) draw(truth, prompts, lineThrough(fullest(truth, label)));
  return prompts;
}

/** For each label its outline, just outside of it, in that slice; in the label itself. */
export function loops(truth: Truth): Uint8Array {
  const prompts = new Uint8Array(truth.labelmap.length);
  for (const label of truth.labels) {
    const { k, width, height, mask } = loopAround(fullest(truth, label), truth.spacingMm, 0);
    for (let n = 0; n < mask.length; n++) if (mask[n] === 1) prompts[k * width * height + n] = label;
  }
  return prompts;
}

function fullest({ dims, labelmap }: Truth, label: number): Slice {
  const isIn = (at: number) => labelmap[at] === label;
  return sliceWhere(dims, fullestSlice(dims, isIn), isIn);
}

/**
 * One scribble more, where `answer` (a label or 0 for each voxel) is wrong most: a line through the largest connected error, in
 * its fullest slice. Returns new prompts, or undefined when nothing is wrong.
 */
export function correctingScribble(truth: Truth, prompts: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
  const error = largestError(truth, answer);
  if (error === undefined) return undefined;
  const k = fullestSlice(truth.dims, (at) => error[at] === 1);
  const next = prompts.slice();
  draw(truth, next, lineThrough(sliceWhere(truth.dims, k, (at) => error[at] === 1)));
  return next;
}

/** Part of one slice of k: 1 inside, i fastest. */
interface Slice {
  readonly k: number;
  readonly width: number;
  readonly height: number;
  readonly mask: Uint8Array;
}

function sliceWhere([width, height]: Dims, k: number, isIn: (at: number) => boolean): Slice {
  const first = k * width * height;
  const mask = Uint8Array.from({ length: width * height }, (_, n) => (isIn(first + n) ? 1 : 0));
  return { k, width, height, mask };
}

function fullestSlice([di, dj, dk]: Dims, isIn: (at: number) => boolean): number {
  let [best, most] = [0, -1];
  for (let k = 0; k < dk; k++) {
    let count = 0;
    for (let at = k * di * dj; at < (k + 1) * di * dj; at++) if (isIn(at)) count++;
    if (count > most) [best, most] = [k, count];
  }
  return best;
}

/** A straight line through the point farthest from the border, along the region's longest direction, as far as it stays inside. */
function lineThrough({ k, width, height, mask }: Slice): Slice {
  const depth = squaredDistance([width, height, 1], [1, 1, 1], (n) => mask[n] === 0);
  let centre = -1;
  for (let n = 0; n < mask.length; n++) if (mask[n] === 1 && (centre < 0 || depth[n] > depth[centre])) centre = n;
  const line = new Uint8Array(mask.length);
  if (centre >= 0) {
    const [x, y] = [centre % width, Math.floor(centre / width)];
    const angle = principalAngle({ k, width, height, mask }, x, y);
    for (const way of [1, -1])
      for (let step = 0; step <= LENGTH_MM / 2; step += 0.5) {
        const [i, j] = [Math.round(x + way * step * Math.cos(angle)), Math.round(y + way * step * Math.sin(angle))];
        if (i < 0 || j < 0 || i >= width || j >= height || mask[i + width * j] === 0) break;
        line[i + width * j] = 1;
      }
  }
  return { k, width, height, mask: line };
}

/** Direction of the largest variance around (x, y), radians. */
function principalAngle({ width, mask }: Slice, x: number, y: number): number {
  let [xx, xy, yy] = [0, 0, 0];
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0) continue;
    const [dx, dy] = [(n % width) - x, Math.floor(n / width) - y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return Math.atan2(2 * xy, xx - yy) / 2;
}

/** Cells farther than `fromMm` from the region, by no more than the longer side of a cell. */
function loopAround({ k, width, height, mask }: Slice, [si, sj]: PerAxis, fromMm: number): Slice {
  const away = squaredDistance([width, height, 1], [si, sj, 1], (n) => mask[n] === 1);
  const toMm = fromMm + Math.hypot(si, sj);
  const loop = Uint8Array.from(away, (square) => (square > fromMm ** 2 && square <= toMm ** 2 ? 1 : 0));
  return { k, width, height, mask: loop };
}

/** A robot does not slip: each voxel is given what it truly is. */
function draw({ labelmap, labels }: Truth, prompts: Uint8Array, { k, width, height, mask }: Slice): void {
  const first = k * width * height;
  for (let n = 0; n < mask.length; n++) {
    if (mask[n] === 0) continue;
    const label = labelmap[first + n];
    prompts[first + n] = labels.includes(label) ? label : OUTSIDE;
  }
}

/** 1 in the largest set of voxels, connected through faces, that have the same wrong label for the same right one. */
function largestError({ dims, labelmap, labels }: Truth, answer: Uint8Array): Uint8Array | undefined {
  assert(answer.length === labelmap.length, 'the answer fills the grid');
  const [di, dj] = dims;
  const right = labelmap.map((label) => (labels.includes(label) ? label : 0));
  const seen = new Uint8Array(answer.length);
  const stack = new Int32Array(answer.length);
  let best: Int32Array | undefined;
  for (let start = 0; start < answer.length; start++) {
    if (seen[start] === 1 || answer[start] === right[start]) continue;
    let [size, next] = [1, 0];
    stack[0] = start;
    seen[start] = 1;
    const visit = (at: number) => {
      if (seen[at] === 1 || answer[at] !== answer[start] || right[at] !== right[start]) return;
      seen[at] = 1;
      stack[size++] = at;
    };
    while (next < size) {
      const at = stack[next++];
      const [i, j] = [at % di, Math.floor(at / di) % dj];
      if (i > 0) visit(at - 1);
      if (i + 1 < di) visit(at + 1);
      if (j > 0) visit(at - di);
      if (j + 1 < dj) visit(at + di);
      if (at >= di * dj) visit(at - di * dj);
      if (at + di * dj < answer.length) visit(at + di * dj);
    }
    if (best === undefined || size > best.length) best = stack.slice(0, size);
  }
  if (best === undefined) return undefined;
  const error = new Uint8Array(answer.length);
  for (const at of best) error[at] = 1;
  return error;
}

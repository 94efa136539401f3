import { assert } from '@scholia/core';
import { type Dims, MAX_AXIS } from './grid.ts';
import { BRICK, Labelmap } from './labelmap.ts';
import { checkLabelmap, encodeLabelmap, visitLabelmap } from './labelmap-codec.ts';
import type { VoxelBox } from './reach.ts';
import { ByteReader, ByteWriter, malformed } from './varint.ts';

/** In a labelmap of changes: this voxel becomes background. 0 leaves a voxel alone, anything else is its new label. */
export const ERASE = 255;

/** First byte. A labelmap starts with another, so that neither can be taken for the other. */
const VERSION = 2;

/*
 * patch = %x02 3 varuint (origin) labelmap       (encodeLabelmap of the box from the origin; 0, ERASE as above)
 */

/** Changes as bytes: only the box around them. Equal changes of equal images have equal bytes. Nothing to change: no bytes. */
export function encodePatch(changes: Labelmap): Uint8Array {
  const box = boundsOf(changes);
  if (!box) return new Uint8Array();
  const { from, to } = box;
  const part = new Labelmap([to[0] - from[0] + 1, to[1] - from[1] + 1, to[2] - from[2] + 1]);
  visitChanges(changes, (i0, i1, j, k, value) => {
    part.fillRun(i0 - from[0], i1 - from[0], j - from[1], k - from[2], value);
  });
  const writer = new ByteWriter().byte(VERSION);
  for (const at of from) writer.varuint(at);
  return writer.bytes(encodeLabelmap(part)).finish();
}

/**
 * Visits the labels of a patch along rows of i. Throws AppError 'bad-request' on bytes that `encodePatch` has not written,
 * perhaps after some visits. Takes time for every row of the box: look at that first.
 */
export function visitPatch(
  bytes: Uint8Array,
  visitRun: (i0: number, i1: number, j: number, k: number, value: number) => void,
): void {
  const { from, labels } = split(bytes);
  visitLabelmap(labels, {}, (i0, i1, j, k, value) => {
    visitRun(i0 + from[0], i1 + from[0], j + from[1], k + from[2], value);
  });
}

/** The box of a patch. Throws AppError 'bad-request' on bytes that `encodePatch` has not written, in time linear in them. */
export function checkPatch(bytes: Uint8Array): VoxelBox {
  const { from, labels } = split(bytes);
  return boxFrom(from, checkLabelmap(labels));
}

/** True if the box of a patch lies in the image. */
export function boxInside(dims: Dims, { to }: VoxelBox): boolean {
  return to.every((at, axis) => at < dims[axis]);
}

/** The changes that `encodePatch` was given. Throws AppError 'bad-request' on other bytes, and on a box beyond the image. */
export function decodePatch(bytes: Uint8Array, dims: Dims): Labelmap {
  const changes = new Labelmap(dims);
  if (!boxInside(dims, patchBox(bytes))) throw malformed('a patch that leaves the image');
  visitPatch(bytes, (i0, i1, j, k, value) => changes.fillRun(i0, i1, j, k, value));
  return changes;
}

/** The box of a patch, from its first bytes. Throws AppError 'bad-request'. */
export function patchBox(bytes: Uint8Array): VoxelBox {
  const { from, labels } = split(bytes);
  const reader = new ByteReader(labels);
  reader.byte();
  return boxFrom(from, readDims(reader));
}

function split(bytes: Uint8Array): { from: Dims; labels: Uint8Array } {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== VERSION) throw malformed('an unknown version of a patch');
  return { from: readDims(reader), labels: reader.bytes(reader.remaining) };
}

const readDims = (reader: ByteReader): Dims => [
  reader.varuint(MAX_AXIS),
  reader.varuint(MAX_AXIS),
  reader.varuint(MAX_AXIS),
];

function boxFrom(from: Dims, dims: Dims): VoxelBox {
  return { from, to: [from[0] + dims[0] - 1, from[1] + dims[1] - 1, from[2] + dims[2] - 1] };
}

/** The smallest box that holds every non-zero voxel; undefined if there is none. */
export function boundsOf(labelmap: Labelmap, isIn: (value: number) => boolean = () => true): VoxelBox | undefined {
  const from = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const to = [-1, -1, -1];
  visitChanges(labelmap, (i0, i1, j, k, value) => {
    if (!isIn(value)) return;
    for (const [axis, [low, high]] of [[i0, i1] as const, [j, j] as const, [k, k] as const].entries()) {
      from[axis] = Math.min(from[axis], low);
      to[axis] = Math.max(to[axis], high);
    }
  });
  return to[0] < 0 ? undefined : { from: [from[0], from[1], from[2]], to: [to[0], to[1], to[2]] };
}

/** Runs of non-zero voxels along i, brick by brick. */
export function visitChanges(
  labelmap: Labelmap,
  visitRun: (i0: number, i1: number, j: number, k: number, value: number) => void,
): void {
  for (const [index, voxels] of labelmap.bricks()) {
    assert(voxels.length === BRICK ** 3, 'a brick is whole');
    const [i, j, k] = labelmap.brickOrigin(index);
    for (let row = 0; row < voxels.length; row += BRICK)
      for (let x = 0; x < BRICK; ) {
        const value = voxels[row + x];
        let stop = x + 1;
        while (stop < BRICK && voxels[row + stop] === value) stop++;
        if (value !== 0) visitRun(i + x, i + stop - 1, j + ((row >> 5) & 31), k + (row >> 10), value);
        x = stop;
      }
  }
}

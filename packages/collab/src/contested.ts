import type { Digest } from '@scholia/core';
import { BRICK_VOXELS, type Dims, type Grid, Labelmap } from '@scholia/volume';
import { type Footprint, footprintOf } from './footprint.ts';
import { isWriting, type OperationEntry, type OperationId } from './operation.ts';
import { compareEntries } from './order.ts';
import { UndoIndex } from './undo-index.ts';

/** An operation as the log has it: with its author and position. */
export type LoggedEntry = OperationEntry & { readonly author: string; readonly position: bigint };

/** Voxels that two people gave different labels, neither having seen what the other did; one label had to give way. */
export interface ContestedRegion {
  /** Whose label stands, by the total order. */
  readonly winner: OperationId;
  readonly winnerAuthor: string;
  readonly loser: OperationId;
  readonly loserAuthor: string;
  readonly voxels: number;
  /** Smallest box around them, ijk, inclusive. */
  readonly from: Dims;
  readonly to: Dims;
}

/**
 * The contested voxels of a reading's labels, by pairs of operations, the largest first. A voxel is no longer contested
 * once somebody who had seen both operations has written it again, whatever they wrote.
 */
export function contestedRegions(
  grid: Grid,
  entries: readonly LoggedEntry[],
  blobOf: (digest: Digest) => Labelmap | undefined,
): ContestedRegion[] {
  const undo = new UndoIndex();
  undo.add(entries);
  const writes = entries
    .filter(({ id, op }) => 'layer' in op && op.layer === 'labels' && undo.isActive(id))
    .sort(compareEntries);
  if (!haveStrangers(writes)) return [];
  const byBrick = new Map<number, Write[]>();
  for (const entry of writes) {
    const footprint = isWriting(entry.op) ? footprintOf(grid, entry.op, blobOf) : undefined;
    for (const brick of footprint?.bricks ?? []) {
      const list = byBrick.get(brick) ?? [];
      byBrick.set(brick, list);
      if (footprint) list.push({ entry, footprint });
    }
  }
  const regions = new Map<string, Region>();
  const layout = new Labelmap(grid.dims);
  for (const [brick, list] of byBrick) {
    const people = list.map(({ entry }) => entry);
    if (haveStrangers(people)) contestBrick(brick, list, layout.brickOrigin(brick), regions);
  }
  return [...regions.values()]
    .map(({ winner, loser, voxels, from, to }) => ({
      winner: winner.id,
      winnerAuthor: winner.author,
      loser: loser.id,
      loserAuthor: loser.author,
      voxels,
      from: [from[0], from[1], from[2]] as const,
      to: [to[0], to[1], to[2]] as const,
    }))
    .sort((a, b) => b.voxels - a.voxels);
}

interface Write {
  readonly entry: LoggedEntry;
  readonly footprint: Footprint;
}

interface Region {
  readonly winner: LoggedEntry;
  readonly loser: LoggedEntry;
  voxels: number;
  readonly from: number[];
  readonly to: number[];
}

/** Neither author had seen the other's operation when making their own. */
function areStrangers(a: LoggedEntry, b: LoggedEntry): boolean {
  return a.author !== b.author && a.position > b.op.seen && b.position > a.op.seen;
}

/** True if any two of them are strangers: in log order, each should have seen the last one before it that is not its author's. */
function haveStrangers(entries: readonly LoggedEntry[]): boolean {
  let last: LoggedEntry | undefined;
  let lastOfAnother: LoggedEntry | undefined;
  for (const entry of [...entries].sort((a, b) => (a.position < b.position ? -1 : 1))) {
    if (last && last.author !== entry.author) lastOfAnother = last;
    if (lastOfAnother && areStrangers(lastOfAnother, entry)) return true;
    last = entry;
  }
  return false;
}

/** A write to each voxel of a brick: index in the list of operations (-1: none), and the label. */
class Writes {
  readonly #operation = new Int32Array(BRICK_VOXELS).fill(-1);
  readonly #label = new Uint8Array(BRICK_VOXELS);

  at(offset: number): readonly [operation: number, label: number] {
    return [this.#operation[offset], this.#label[offset]];
  }

  set(offset: number, [operation, label]: readonly [number, number]): void {
    this.#operation[offset] = operation;
    this.#label[offset] = label;
  }
}

/**
 * Replays one brick. Of each voxel it remembers the last write, the last one by somebody else than its author, and the
 * one that gave way unseen: enough, however many strokes each of two people made.
 */
function contestBrick(brick: number, list: readonly Write[], origin: Dims, regions: Map<string, Region>): void {
  const voxels = new Uint8Array(BRICK_VOXELS);
  const [last, others, gaveWay] = [new Writes(), new Writes(), new Writes()];
  for (const [n, { entry, footprint }] of list.entries())
    footprint.visit(brick, voxels, (offset, value) => {
      const before = last.at(offset);
      const rival = [before, others.at(offset), gaveWay.at(offset)].find(
        ([operation, label]) => operation >= 0 && label !== value && areStrangers(list[operation].entry, entry),
      );
      gaveWay.set(offset, rival ?? [-1, 0]);
      if (before[0] >= 0 && list[before[0]].entry.author !== entry.author) others.set(offset, before);
      last.set(offset, [n, value]);
      voxels[offset] = value;
    });
  for (let offset = 0; offset < BRICK_VOXELS; offset++) {
    const [rival] = gaveWay.at(offset);
    if (rival < 0) continue;
    const winner = list[last.at(offset)[0]].entry;
    const loser = list[rival].entry;
    const ijk = [origin[0] + (offset & 31), origin[1] + ((offset >> 5) & 31), origin[2] + (offset >> 10)];
    const key = `${winner.position} ${loser.position}`;
    const region = regions.get(key) ?? { winner, loser, voxels: 0, from: [...ijk], to: [...ijk] };
    regions.set(key, region);
    region.voxels++;
    for (const [axis, at] of ijk.entries()) {
      region.from[axis] = Math.min(region.from[axis], at);
      region.to[axis] = Math.max(region.to[axis], at);
    }
  }
}

import type { PatchTool } from '@scholia/collab';
import { assertNever } from '@scholia/core';
import { type Dims, type Grid, Labelmap } from '@scholia/volume';
import {
  type Combination,
  combine,
  dropSmallIslands,
  fillHoles,
  interpolateSlices,
  keepLargestIsland,
  margin,
  smooth,
} from '@scholia/volume/ops';

/** What somebody wants done with the voxels of a label. */
export type LabelWork = { readonly label: number } & (
  | { readonly tool: 'islands'; readonly keep: 'largest' }
  | { readonly tool: 'islands'; readonly keep: 'large'; readonly minVoxels: number }
  | { readonly tool: 'fillHoles'; readonly axis?: 0 | 1 | 2 | undefined }
  | { readonly tool: 'smooth'; readonly radiusMm: number }
  | { readonly tool: 'margin'; readonly marginMm: number }
  | { readonly tool: 'interpolate'; readonly axis: 0 | 1 | 2 }
  | { readonly tool: 'combine'; readonly how: Combination; readonly other: number }
);

/** The voxels that would change; see `encodePatch`. Pure, and slow for large labels: runs in a worker. */
export function changesOf(work: LabelWork, grid: Grid, labels: Labelmap): Labelmap {
  const { label } = work;
  switch (work.tool) {
    case 'islands':
      return work.keep === 'largest'
        ? keepLargestIsland(labels, label)
        : dropSmallIslands(labels, label, work.minVoxels);
    case 'fillHoles':
      return fillHoles(labels, label, work.axis);
    case 'smooth':
      return smooth(grid, labels, label, work.radiusMm);
    case 'margin':
      return margin(grid, labels, label, work.marginMm);
    case 'interpolate':
      return interpolateSlices(grid, labels, label, work.axis);
    case 'combine':
      return combine(work.how, { labels, label }, { labels, label: work.other });
    default:
      return assertNever(work);
  }
}

/** How the operation tells later what was done: its tool, and its numbers. */
export function parametersOf({ tool, ...parameters }: LabelWork): {
  tool: PatchTool;
  parameters: Record<string, number>;
} {
  const numbers = Object.entries(parameters).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return { tool, parameters: Object.fromEntries(numbers) };
}

/** Bricks as messages between threads carry them. */
export interface PlainLabelmap {
  readonly dims: Dims;
  readonly bricks: readonly (readonly [number, Uint8Array])[];
}

export const toPlain = (labelmap: Labelmap): PlainLabelmap => ({
  dims: labelmap.dims,
  bricks: [...labelmap.bricks()],
});

export function fromPlain({ dims, bricks }: PlainLabelmap): Labelmap {
  const labelmap = new Labelmap(dims);
  for (const [index, voxels] of bricks) labelmap.writableBrick(index).set(voxels);
  return labelmap;
}

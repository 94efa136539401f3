/** What a list tells of a prompt. Pure. */
import { isClick, PROMPT_BACKGROUND, type Prompt } from '@scholia/collab';
import type { Vec3 } from '@scholia/geometry';
import { middleOf } from '@scholia/tools';
import type { ViewState } from '@scholia/viewer';
import { type Grid, planeAxes, SUBVOXEL } from '@scholia/volume';
import { sliceName } from './voxel-text.ts';

export type PromptKind = 'box' | 'inside' | 'outside';

export function kindOf({ op }: Prompt): PromptKind {
  if (op.value === PROMPT_BACKGROUND || op.value === 0) return 'outside';
  return op.type === 'Fill' && op.shape.type === 'box' ? 'box' : 'inside';
}

/** "Scribble, Liver", "Box, Liver", "Click outside". */
export function titleOf({ op }: Prompt, labels: readonly { readonly value: number; readonly name: string }[]): string {
  const noun = nounOf(op);
  if (op.value === PROMPT_BACKGROUND) return `${noun} outside`;
  if (op.value === 0) return `${noun}, erased`;
  const name = labels.find(({ value }) => value === op.value)?.name ?? `label ${op.value}`;
  return `${noun}, ${name}`;
}

function nounOf(op: Prompt['op']): string {
  if (isClick(op)) return 'Click';
  if (op.type === 'Stroke') return op.shape.points.length === 3 ? 'Point' : 'Scribble';
  return op.shape.type === 'box' ? 'Box' : 'Region';
}

/** "Axial 42" as the views count slices; of a box its size, "42 × 38 × 40 mm". */
export function placeText({ op }: Prompt, slices: ViewState['slices'], { spacingUm }: Grid): string {
  if ('axis' in op.shape) return sliceName(op.shape.axis, placeOf({ op })[op.shape.axis], slices);
  const { from, to } = op.shape;
  return `${from.map((low, axis) => Math.round(((to[axis] - low + 1) * spacingUm[axis]) / 1000)).join(' × ')} mm`;
}

/** A voxel to go to in order to see it: half-way along a scribble, the middle of anything else. */
export function placeOf({ op }: Pick<Prompt, 'op'>): Vec3 {
  if (op.type === 'Stroke') {
    const { points } = op.shape;
    const at = 3 * Math.floor((points.length / 3 - 1) / 2);
    const [i, j, k] = points.subarray(at, at + 3);
    return [Math.round(i / SUBVOXEL), Math.round(j / SUBVOXEL), Math.round(k / SUBVOXEL)];
  }
  if (op.shape.type === 'box') return middleOf(op.shape);
  const { axis, first, points } = op.shape;
  const ijk: [number, number, number] = [first, first, first];
  for (const [n, along] of planeAxes(axis).entries()) {
    const corners = points.filter((_, p) => p % 2 === n);
    ijk[along] = Math.round((Math.min(...corners) + Math.max(...corners)) / 2 / SUBVOXEL);
  }
  return ijk;
}

import type { Dims } from '@scholia/volume';

/**
 * The part of `mask` (0 for outside, i fastest) that is connected, through faces, to one of `starts`.
 * Islands elsewhere have the right brightness, but nobody pointed at them.
 */
export function connectedTo(mask: Uint8Array, starts: Iterable<number>, [ci, cj, ck]: Dims): Uint8Array {
  const kept = new Uint8Array(mask.length);
  const stack: number[] = [];
  const visit = (cell: number) => {
    if (mask[cell] === 0 || kept[cell] !== 0) return;
    kept[cell] = mask[cell];
    stack.push(cell);
  };
  for (const start of starts) visit(start);
  for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
    const i = cell % ci;
    const j = Math.floor(cell / ci) % cj;
    const k = Math.floor(cell / (ci * cj));
    if (i > 0) visit(cell - 1);
    if (i + 1 < ci) visit(cell + 1);
    if (j > 0) visit(cell - ci);
    if (j + 1 < cj) visit(cell + ci);
    if (k > 0) visit(cell - ci * cj);
    if (k + 1 < ck) visit(cell + ci * cj);
  }
  return kept;
}

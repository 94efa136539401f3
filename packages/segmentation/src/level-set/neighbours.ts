import type { Dims } from '@scholia/volume';

/**
 * Which of the six face neighbours each cell lacks: bit 0 before and 1 after it along i, 2 and 3 along j, 4 and 5 along k.
 * One byte per cell.
 */
export function bordersOf([ci, cj, ck]: Dims): Uint8Array {
  const borders = new Uint8Array(ci * cj * ck);
  for (let k = 0, cell = 0; k < ck; k++)
    for (let j = 0; j < cj; j++) {
      const row = (j === 0 ? 4 : 0) | (j + 1 === cj ? 8 : 0) | (k === 0 ? 16 : 0) | (k + 1 === ck ? 32 : 0);
      for (let i = 0; i < ci; i++, cell++) borders[cell] = row | (i === 0 ? 1 : 0) | (i + 1 === ci ? 2 : 0);
    }
  return borders;
}

/** Steps to the six face neighbours, in the order of the bits. */
export function offsetsOf([ci, cj]: Dims): Int32Array {
  return Int32Array.of(-1, 1, -ci, ci, -ci * cj, ci * cj);
}

import { Labelmap } from '@scholia/volume';
import { describe, expect, it } from 'vitest';
import { tidy } from './tidy.ts';

const DIMS = [40, 9, 9] as const;

/** A hollow cube of label 1 with a tumour of label 2 in its cavity, and a speck of each label far away. */
function hollow(): Labelmap {
  const labels = new Labelmap(DIMS);
  for (let k = 1; k <= 7; k++) for (let j = 1; j <= 7; j++) labels.fillRun(1, 7, j, k, 1);
  for (let k = 3; k <= 5; k++) for (let j = 3; j <= 5; j++) labels.fillRun(3, 5, j, k, 0);
  labels.set(4, 4, 4, 2);
  labels.set(36, 4, 4, 1);
  labels.set(38, 4, 4, 2);
  return labels;
}

describe('tidy', () => {
  it('does nothing unless told to', () => {
    const labels = hollow();
    tidy(labels, {});
    expect(labels.toDense()).toEqual(hollow().toDense());
  });

  it('keeps the largest piece of the labels named', () => {
    const labels = hollow();
    tidy(labels, { keepLargest: [1] });
    expect([labels.get(36, 4, 4), labels.get(1, 1, 1), labels.get(38, 4, 4)]).toEqual([0, 1, 2]);
  });

  it('fills background within a label, and leaves other labels there alone', () => {
    const labels = hollow();
    tidy(labels, { fillHoles: [1] });
    expect([labels.get(3, 3, 3), labels.get(4, 4, 4), labels.get(0, 0, 0)]).toEqual([1, 2, 0]);
  });

  it('drops pieces before it fills', () => {
    const labels = new Labelmap(DIMS);
    for (let i = 0; i < 3; i++) labels.fillRun(10, 18, 1 + i, 1, 1);
    // A ring, smaller than the plate above.
    labels.fillRun(30, 32, 6, 4, 1);
    labels.fillRun(30, 32, 8, 4, 1);
    for (const i of [30, 32]) labels.set(i, 7, 4, 1);
    labels.set(31, 7, 3, 1);
    labels.set(31, 7, 5, 1);
    tidy(labels, { keepLargest: [1], fillHoles: [1] });
    expect(labels.get(31, 7, 4)).toBe(0);
  });
});

import { ERASE, type Labelmap, visitChanges } from '@scholia/volume';
import { fillHoles, keepLargestIsland } from '@scholia/volume/ops';

/** What is done to a prediction's labels afterwards, where one knows what the anatomy is like. Label values. */
export interface Tidying {
  /** Only the largest piece stays: there is one liver. */
  readonly keepLargest?: readonly number[] | undefined;
  /** Background within it becomes the label. Other labels in there, such as a tumour, stay. */
  readonly fillHoles?: readonly number[] | undefined;
}

/** In place; pieces first, so that what is dropped encloses nothing. */
export function tidy(labels: Labelmap, tidying: Tidying): void {
  for (const label of tidying.keepLargest ?? [])
    visitChanges(keepLargestIsland(labels, label), (i0, i1, j, k, value) => {
      labels.fillRun(i0, i1, j, k, value === ERASE ? 0 : value);
    });
  for (const label of tidying.fillHoles ?? [])
    visitChanges(fillHoles(labels, label), (i0, i1, j, k, value) => {
      for (let i = i0; i <= i1; i++) if (labels.get(i, j, k) === 0) labels.set(i, j, k, value);
    });
}

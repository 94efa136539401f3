import { expect, type Page } from '@playwright/test';
import { makeDemoCase } from '@scholia/demo';
import { choose, drag, saved } from './reading.ts';

type Voxel = [number, number, number];

/** What a person sees at a glance: the slice where the label is largest, a row through its middle, and what is around. */
export function seen(index: number, label: number) {
  const { labels, dims } = makeDemoCase(index);
  const at = (i: number, j: number, k: number) => labels[i + dims[0] * (j + dims[1] * k)];
  const voxels: Voxel[] = [];
  for (let k = 0; k < dims[2]; k++)
    for (let j = 0; j < dims[1]; j++)
      for (let i = 0; i < dims[0]; i++) if (at(i, j, k) === label) voxels.push([i, j, k]);
  const mean = (axis: number) => Math.round(voxels.reduce((sum, voxel) => sum + voxel[axis], 0) / voxels.length);
  const k = mean(2);
  const inSlice = voxels.filter((voxel) => voxel[2] === k);
  const j = Math.round(inSlice.reduce((sum, voxel) => sum + voxel[1], 0) / inSlice.length);
  const row = inSlice.filter((voxel) => voxel[1] === j).map(([i]) => i);
  const [low, high] = [Math.min(...row), Math.max(...row)];
  const inside: Voxel[] = [
    [low + 3, j, k],
    [high - 3, j, k],
  ];
  const extent = (axis: number) => inSlice.map((voxel) => voxel[axis]);
  const [bottom, top] = [Math.min(...extent(1)) - 4, Math.max(...extent(1)) + 4];
  const [left, right] = [Math.min(...extent(0)) - 4, Math.max(...extent(0)) + 4];
  const around: Voxel[] = [
    [left, bottom, k],
    [right, bottom, k],
    [right, top, k],
    [left, top, k],
    [left, bottom, k],
  ];
  return { inside, around, middle: [Math.round((low + high) / 2), j, k] as Voxel };
}

/** Scribbles on demo case `index` (0, 1, ...), inside and outside. */
export async function scribble(
  page: Page,
  index: number,
  label: number,
  name: string,
): Promise<ReturnType<typeof seen>> {
  const glance = seen(index, label);
  await choose(page, 'Scribble inside', name);
  await drag(page, glance.inside);
  await choose(page, 'Scribble outside');
  await drag(page, glance.around);
  return glance;
}

/** Scribbles on demo case `index`, and waits for the proposal. */
export async function segment(page: Page, index: number, label: number, name: string): Promise<void> {
  await scribble(page, index, label, name);
  await saved(page);
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Accept proposal' })).toBeVisible({ timeout: 60_000 });
}

/** Keeps segmentation requests from the server until the returned function is called. */
export async function holdRequests(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/segmentation\.request/, async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

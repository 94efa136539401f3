import { expect, type Page, test } from '@playwright/test';
import { makeDemoCase } from '@scholia/demo';
import { baseUrl, join, type Person } from './people.ts';
import { choose, drag, goOffline, labelAt, openImage, sameLabels, saved } from './reading.ts';

let one: Person;
let two: Person;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  one = await join(browser, 'reader-1', 'annotator');
  two = await join(browser, 'reader-2', 'annotator');
});

type Voxel = [number, number, number];

/** What a person sees at a glance: the slice where the label is largest, a row through its middle, and what is around. */
function seen(index: number, label: number) {
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

async function segment(page: Page, index: number, label: number, name: string): Promise<void> {
  const { inside, around } = seen(index, label);
  await choose(page, 'Scribble inside', name);
  await drag(page, inside);
  await choose(page, 'Scribble outside');
  await drag(page, around);
  await saved(page);
  await page.getByRole('button', { name: 'Segment' }).click();
  await expect(page.getByRole('button', { name: 'Accept proposal' })).toBeVisible({ timeout: 60_000 });
}

test('two people label one image, see each other, and undo only their own work', async () => {
  await openImage(one.page, 'case-01');
  await openImage(two.page, 'case-01');
  await expect(one.page.getByRole('list', { name: 'People on this reading' })).toContainText('reader-2');
  await choose(one.page, 'Brush, disc', 'Liver');
  await drag(one.page, [
    [40, 40, 30],
    [50, 40, 30],
  ]);
  await expect.poll(() => labelAt(two.page, [45, 40, 30])).toBe(1);
  await choose(two.page, 'Brush, sphere', 'Spleen');
  await drag(two.page, [
    [70, 60, 30],
    [72, 62, 30],
  ]);
  await expect.poll(() => labelAt(one.page, [70, 60, 30])).toBe(2);
  await saved(one.page);
  await saved(two.page);
  await one.page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => labelAt(two.page, [45, 40, 30])).toBe(0);
  expect(await labelAt(two.page, [70, 60, 30])).toBe(2);
  await expect(one.page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await one.page.getByRole('button', { name: 'Redo' }).click();
  await expect.poll(() => labelAt(two.page, [45, 40, 30])).toBe(1);
  await sameLabels(one.page, two.page);
});

test('edits made offline are kept, said to be unsaved, and merged on return', async () => {
  await goOffline(two.page);
  await choose(two.page, 'Brush, disc', 'Kidney');
  await drag(two.page, [
    [30, 70, 30],
    [36, 70, 30],
  ]);
  await choose(one.page, 'Brush, disc', 'Liver');
  await drag(one.page, [
    [60, 30, 30],
    [66, 30, 30],
  ]);
  await saved(one.page);
  expect(await labelAt(one.page, [33, 70, 30])).toBe(0);
  await expect(
    two.page
      .getByRole('status')
      .filter({ hasText: /1 unsaved|1 edit|unsaved/i })
      .first(),
  ).toBeVisible();
  await two.context.setOffline(false);
  await expect.poll(() => labelAt(one.page, [33, 70, 30]), { timeout: 60_000 }).toBe(3);
  await saved(two.page);
  await sameLabels(one.page, two.page);
});

test('scribbles become a proposal, which is nobody\u2019s label until it is accepted', async () => {
  const { middle } = seen(1, 1);
  await openImage(one.page, 'case-02');
  await segment(one.page, 1, 1, 'Liver');
  expect(await labelAt(one.page, middle)).toBe(0);
  await one.page.screenshot({ path: 'test-results/proposal.png' });
  await one.page.getByRole('button', { name: 'Accept proposal' }).click();
  await expect.poll(() => labelAt(one.page, middle)).toBe(1);
  await saved(one.page);
});

test('a submission trains a model, and its prediction arrives in the other person\u2019s open viewer', async () => {
  await openImage(two.page, 'case-03');
  const { page } = two;
  const list = await two.context.newPage();
  await list.goto(baseUrl());
  await list.getByRole('link', { name: /Demo/ }).first().click();
  await expect(list.getByText('No model yet')).toBeVisible();
  await one.page.getByRole('button', { name: 'Submit', exact: true }).click();
  await one.page.getByRole('button', { name: 'Submit reading' }).click();
  await expect(one.page.getByText('Submitted', { exact: true }).first()).toBeVisible();
  await expect(list.getByText(/Training model v1|Model v1/).first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('A refreshed prediction is here')).toBeVisible({ timeout: 180_000 });
  await expect(list.getByText(/not yet measured/i).first()).toBeVisible();
  // The queue is ordered by what the model is least sure of, without a reload.
  const uncertainties = () => list.getByRole('row').filter({ hasText: 'case-' }).allTextContents();
  await expect
    .poll(async () => (await uncertainties()).filter((text) => /\d\.\d\d|\d+ ?%/.test(text)).length, {
      timeout: 120_000,
    })
    .toBeGreaterThanOrEqual(6);
  await list.close();
});

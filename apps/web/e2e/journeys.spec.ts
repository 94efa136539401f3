import { expect, test } from '@playwright/test';
import { baseUrl, join, type Person } from './people.ts';
import { choose, drag, goOffline, labelAt, openImage, sameLabels, saved } from './reading.ts';
import { scribble, seen, segment } from './segmenting.ts';

let one: Person;
let two: Person;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  one = await join(browser, 'reader-1', 'annotator');
  two = await join(browser, 'reader-2', 'annotator');
});

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
  // A segmentation is previewed all the same, and accepted when the server can be asked.
  const { middle } = await scribble(two.page, 0, 2, 'Spleen');
  await two.page.getByRole('button', { name: 'Segment', exact: true }).click();
  const preview = two.page.getByRole('article', { name: 'Preview by graph cut' });
  await expect(preview).toContainText('can be accepted once connected');
  await two.page.getByRole('button', { name: 'Accept preview' }).click();
  await expect(preview).toContainText('accepted once connected');
  await two.page.screenshot({ path: 'test-results/preview-offline.png' });
  expect(await labelAt(two.page, middle)).toBe(0);
  await two.context.setOffline(false);
  await expect.poll(() => labelAt(one.page, [33, 70, 30]), { timeout: 60_000 }).toBe(3);
  await expect.poll(() => labelAt(one.page, middle), { timeout: 60_000 }).toBe(2);
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
  // Others may have submitted before: a newer model than the newest that there is, or that is being trained.
  const newestModel = async () => {
    const text = await list.getByRole('main').innerText();
    return Math.max(0, ...[...text.matchAll(/model v(\d+)/gi)].map(([, version]) => Number(version)));
  };
  await expect(list.getByText(/No model yet|Model v\d/i).first()).toBeVisible();
  const before = await newestModel();
  await one.page.getByRole('button', { name: 'Submit', exact: true }).click();
  await one.page.getByRole('button', { name: 'Submit reading' }).click();
  await expect(one.page.getByText('Submitted', { exact: true }).first()).toBeVisible();
  await expect.poll(newestModel, { timeout: 60_000 }).toBeGreaterThan(before);
  await expect(page.getByText('A refreshed prediction is here')).toBeVisible({ timeout: 180_000 });
  await expect(list.getByText(/not yet measured/i).first()).toBeVisible();
  // The queue is ordered by what the model is least sure of, without a reload.
  const uncertainties = () => list.getByRole('row').filter({ hasText: 'case-' }).allTextContents();
  await expect
    .poll(async () => (await uncertainties()).filter((text) => /\d\.\d\d|\d+ ?%/.test(text)).length, {
      timeout: 120_000,
    })
    .toBeGreaterThanOrEqual(5);
  await list.close();
});

test('a prediction says where it is unsure, and scribbles refine it', async () => {
  const { page } = two;
  const prediction = page.getByRole('article', { name: /^Prediction of model/ });
  await prediction.getByRole('button', { name: 'Show proposal' }).click();
  await prediction.getByLabel('Show where it is unsure').check();
  await prediction.getByRole('button', { name: 'Go to the least sure place' }).click();
  await expect(prediction.getByRole('button', { name: /Least sure place 1 of \d+/ })).toBeVisible();
  await page.evaluate(() => window.__scholia?.viewer?.settled());
  await page.screenshot({ path: 'test-results/prediction-unsure.png' });

  await prediction.getByRole('button', { name: 'Refine with scribbles' }).click();
  await expect(page.getByText(/^Starts from model v\d+$/)).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('graph-cut');
  await segment(page, 2, 1, 'Liver');
  await expect(page.getByRole('article', { name: 'Segmentation by graph cut' })).toBeVisible({ timeout: 60_000 });
  await page.screenshot({ path: 'test-results/prediction-refined.png' });
  const asked = await page.request.get(`${baseUrl()}/api/v1/events?types=SegmentationRequested`);
  const { events } = (await asked.json()) as { events: { payload: { from?: string }; sentence: string }[] };
  expect(events.at(-1)?.payload.from).toEqual(expect.any(String));
  expect(events.at(-1)?.sentence).toContain("from a model's prediction");
  await page.getByRole('button', { name: 'Start from scribbles alone' }).click();
  await expect(page.getByText(/^Starts from/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Discard proposal' }).click();
});

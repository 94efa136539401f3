import { expect, type Page, test } from '@playwright/test';
import { join, type Person } from './people.ts';
import { choose, digestOf, drag, labelAt, openImage, sameLabels, saved } from './reading.ts';

type Voxel = [number, number, number];

let one: Person;
let other: Person;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  one = await join(browser, 'region-reader', 'annotator');
  other = await join(browser, 'second-region-reader', 'annotator');
  await openImage(one.page, 'case-04');
  await openImage(other.page, 'case-04');
});

const ring = (i: number, j: number, k: number, radius: number): Voxel[] =>
  Array.from({ length: 17 }, (_, n) => [
    Math.round(i + radius * Math.cos((n * Math.PI) / 8)),
    Math.round(j + radius * Math.sin((n * Math.PI) / 8)),
    k,
  ]);

const tools = (page: Page) => page.getByRole('complementary', { name: 'Labels and tools' });

async function apply(page: Page, what: string, amount?: string): Promise<void> {
  await tools(page)
    .getByRole('combobox', { name: /^What to do with/ })
    .selectOption({ label: what });
  if (amount) await tools(page).getByRole('spinbutton').fill(amount);
  await tools(page)
    .getByRole('button', { name: /^Apply to/ })
    .click();
  await expect(tools(page).getByText(/voxels? changed\.$/)).toBeVisible();
}

test('a lasso fills what it encloses, a rectangle too, and the right button erases', async () => {
  const { page } = one;
  await choose(page, 'Lasso', 'Liver');
  const [i, j, k] = [50, 46, 30];
  await drag(page, ring(i, j, k, 14));
  await expect.poll(() => labelAt(page, [i, j, k])).toBe(1);
  expect(await labelAt(page, [i, j, k + 1])).toBe(0);
  await choose(page, 'Rectangle');
  await drag(page, [
    [80, 60, k],
    [84, 63, k],
  ]);
  await expect.poll(() => labelAt(page, [82, 62, k])).toBe(1);
  await saved(page);
  await sameLabels(page, other.page);
  // Half a lasso, to look at.
  const path = ring(56, 50, k, 10);
  const points = await page.evaluate(
    (all) => all.map((voxel) => window.__scholia?.viewer?.screenOf('axial', voxel as Voxel)),
    path,
  );
  const stage = await page.getByRole('main').boundingBox();
  const at = (n: number) => [(stage?.x ?? 0) + (points[n]?.[0] ?? 0), (stage?.y ?? 0) + (points[n]?.[1] ?? 0)] as const;
  await choose(page, 'Lasso');
  await page.mouse.move(...at(0));
  await page.mouse.down({ button: 'right' });
  for (let n = 1; n < 14; n++) await page.mouse.move(...at(n), { steps: 3 });
  await page.screenshot({ path: 'test-results/lasso.png' });
  await page.mouse.up({ button: 'right' });
  await expect.poll(() => labelAt(page, [56, 50, k])).toBe(0);
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelAt(page, [56, 50, k])).toBe(1);
  await sameLabels(page, other.page);
});

test('work on a whole label is one operation, seen by all and undone at once', async () => {
  const { page } = one;
  const [i, j, k] = [50, 46, 30];
  await apply(page, 'Keep the largest piece');
  expect(await labelAt(page, [82, 62, k])).toBe(0);
  expect(await labelAt(page, [i, j, k])).toBe(1);
  await page.getByRole('main').hover();
  await page.keyboard.press('Control+z');
  await expect.poll(() => labelAt(page, [82, 62, k])).toBe(1);
  await apply(page, 'Grow', '6');
  expect(await labelAt(page, [i, j, k + 1])).toBe(1);
  await saved(page);
  await sameLabels(page, other.page);
  await page.evaluate(() => window.__scholia?.viewer?.settled());
  await page.screenshot({ path: 'test-results/whole-label.png' });
});

test('the brush keeps to a range of intensities', async () => {
  const { page } = one;
  const voxel: Voxel = [40, 56, 44];
  const around = (radius: number): Voxel[] => ring(voxel[0], voxel[1], voxel[2], radius);
  await choose(page, 'Brush, disc', 'Spleen');
  const at = (ijk: Voxel) =>
    page.evaluate(([i, j, k]) => {
      const viewer = window.__scholia?.viewer;
      const grid = window.__scholia?.client?.fold.grid;
      const seen = viewer?.intensities;
      if (!seen || !grid) return Number.NaN;
      return seen.voxels[i + grid.dims[0] * (j + grid.dims[1] * k)] * seen.slope + seen.intercept;
    }, ijk);
  const centre = await at(voxel);
  const only = tools(page).getByRole('checkbox', { name: 'Only intensities' });
  await only.click();
  await expect(only).toBeChecked();
  const lowest = tools(page).getByRole('spinbutton', { name: 'Lowest intensity' });
  await lowest.fill('');
  await lowest.pressSequentially('-1');
  await expect(lowest).toHaveValue('-1');
  await lowest.fill(String(Math.floor(centre - 40)));
  await tools(page)
    .getByRole('spinbutton', { name: 'Highest intensity' })
    .fill(String(Math.ceil(centre + 40)));
  await drag(page, [voxel, [voxel[0] + 1, voxel[1], voxel[2]], ...around(6)]);
  await expect.poll(() => labelAt(page, voxel)).toBe(2);
  let painted = 0;
  for (const place of [...around(2), ...around(5), ...around(8), ...around(10)]) {
    const label = await labelAt(page, place);
    if (label === 2) {
      painted++;
      expect(Math.abs((await at(place)) - centre)).toBeLessThanOrEqual(41);
    }
  }
  expect(painted).toBeGreaterThan(3);
  await page.evaluate(() => window.__scholia?.viewer?.settled());
  await page.screenshot({ path: 'test-results/threshold.png' });
  await saved(page);
  await sameLabels(page, other.page);
  await only.click();
  await expect(only).not.toBeChecked();
});

test('a fill goes as far as the image looks the same, in the slice', async () => {
  const { page } = one;
  const voxel: Voxel = [40, 56, 48];
  await choose(page, 'Fill', 'Kidney');
  await drag(page, [voxel]);
  await expect.poll(() => labelAt(page, voxel)).toBe(3);
  expect(await labelAt(page, [voxel[0], voxel[1], voxel[2] + 1])).not.toBe(3);
  await saved(page);
  await sameLabels(page, other.page);
});

test('two tabs of one person: a crashed one loses nothing, the other goes on', async () => {
  const { page, context } = one;
  const second = await context.newPage();
  await openImage(second, 'case-04');
  // Only this tab loses its network.
  const browser = await context.newCDPSession(page);
  const nothing = { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 };
  await browser.send('Network.emulateNetworkConditions', nothing);
  await expect(
    page
      .getByRole('status')
      .filter({ hasText: /offline/i })
      .first(),
  ).toBeVisible({ timeout: 60_000 });
  await choose(page, 'Brush, disc', 'Liver');
  await drag(page, [
    [30, 30, 20],
    [34, 30, 20],
  ]);
  expect(await labelAt(page, [32, 30, 20])).toBe(1);
  await choose(second, 'Brush, disc', 'Liver');
  await drag(second, [
    [30, 40, 20],
    [34, 40, 20],
  ]);
  await expect.poll(() => labelAt(other.page, [32, 40, 20])).toBe(1);
  expect(await labelAt(other.page, [32, 30, 20])).toBe(0);
  // The tab's process dies: nothing of the page runs any more, and nobody says goodbye.
  const crashed = page.waitForEvent('crash');
  browser.send('Page.crash').catch(() => undefined);
  await crashed;
  const again = await context.newPage();
  await openImage(again, 'case-04');
  await expect.poll(() => labelAt(other.page, [32, 30, 20]), { timeout: 60_000 }).toBe(1);
  await saved(again);
  await sameLabels(again, other.page);
  await sameLabels(second, other.page);
  const contested = other.page.getByRole('button', { name: 'Find contested voxels' });
  await contested.click();
  await expect(other.page.getByText('Nobody has overwritten anybody unseen.')).toBeVisible();
  expect(await digestOf(again)).toBe(await digestOf(second));
});

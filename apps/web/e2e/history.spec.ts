import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { readNifti } from '@scholia/formats';
import { administrator, baseUrl, join, type Person } from './people.ts';
import { choose, drag, labelAt, openImage, pointAt, sameLabels, saved } from './reading.ts';
import { seen, segment } from './segmenting.ts';

type Voxel = [number, number, number];

/** Painted by the first person, over it by the second, and by the second alone. */
const FIRST: Voxel = [45, 40, 30];
const SECOND: Voxel = [52, 40, 30];

let one: Person;
let two: Person;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  one = await join(browser, 'earlier-reader', 'annotator');
  two = await join(browser, 'later-reader', 'annotator');
});

const timeline = ({ page }: Person) => page.getByRole('list', { name: 'Timeline', exact: true });
const scrubber = ({ page }: Person) => page.getByRole('slider', { name: 'Moment' });
const banner = ({ page }: Person) => page.getByRole('status').filter({ hasText: 'You see the labels as they were' });
const voxelCard = ({ page }: Person) => page.getByRole('region', { name: 'Who wrote this voxel' });

/** What the page says is under the pointer: the labels that are shown, whatever those of now are. */
async function shownAt(page: Page, voxel: Voxel): Promise<string> {
  await page.evaluate((ijk) => window.__scholia?.viewer?.setCrosshair(ijk), voxel);
  await pointAt(page, voxel);
  return (await page.getByRole('region', { name: 'Status' }).locator('dd').last().textContent()) ?? '';
}

async function stroke({ page }: Person, [i, j, k]: Voxel, label: string): Promise<void> {
  await choose(page, 'Brush, disc', label);
  await drag(page, [
    [i - 3, j, k],
    [i + 3, j, k],
  ]);
  await saved(page);
}

test('two people label; one looks back, and sees who did what, when', async () => {
  await openImage(one.page, 'case-07');
  await openImage(two.page, 'case-07');
  await stroke(one, FIRST, 'Liver');
  await stroke(one, [45, 60, 30], 'Liver');
  await stroke(two, FIRST, 'Spleen');
  await stroke(two, SECOND, 'Spleen');
  await sameLabels(one.page, two.page);

  await one.page.getByRole('button', { name: 'History' }).click();
  await expect(timeline(one).getByText('earlier-reader: 2 edits')).toBeVisible();
  await expect(timeline(one).getByText('later-reader: 2 edits')).toBeVisible();
  await expect(
    timeline(one)
      .getByText(/opened the reading|began|opened/i)
      .first(),
  ).toBeVisible();
  await expect(scrubber(one)).toHaveAttribute('aria-valuetext', 'Now');
  await one.page.screenshot({ path: 'test-results/history.png' });

  // By person, by kind, by people and machines; each of a group.
  await timeline(one).getByRole('button', { name: 'Each of these edits' }).first().click();
  await expect(one.page.getByRole('list', { name: 'Edits of later-reader' }).getByRole('listitem')).toHaveCount(2);
  await one.page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'later-reader' });
  await expect(timeline(one).getByText('earlier-reader: 2 edits')).toHaveCount(0);
  await expect(timeline(one).getByText('later-reader: 2 edits')).toBeVisible();
  await one.page.getByRole('combobox', { name: 'People or AI' }).selectOption({ label: 'AI only' });
  await expect(one.page.getByText('Nothing here is like that')).toBeVisible();
  await one.page.getByRole('combobox', { name: 'People or AI' }).selectOption({ label: 'All' });
  await one.page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'Everybody' });
  await expect(timeline(one).getByText('earlier-reader: 2 edits')).toBeVisible();
});

test('going back shows the labels of then, while the others go on unseen', async () => {
  const { page } = one;
  expect(await shownAt(page, FIRST)).toBe('Spleen');
  await scrubber(one).focus();
  await page.keyboard.press('PageDown');
  await expect(banner(one)).toBeVisible();
  await expect.poll(() => shownAt(page, FIRST)).toBe('Liver');
  expect(await shownAt(page, SECOND)).toBe('unlabelled');
  expect(await labelAt(page, FIRST)).toBe(2);
  await page.screenshot({ path: 'test-results/history-then.png' });
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();

  // Somebody else goes on: it is not seen here, and is there on return.
  await stroke(two, [60, 60, 30], 'Kidney');
  await expect.poll(() => labelAt(page, [60, 60, 30])).toBe(3);
  expect(await shownAt(page, [60, 60, 30])).toBe('unlabelled');
  await page.keyboard.press('Escape');
  await expect(banner(one)).toHaveCount(0);
  await expect.poll(() => shownAt(page, [60, 60, 30])).toBe('Kidney');
  await expect(timeline(one).getByText('later-reader: 3 edits')).toBeVisible();

  await scrubber(one).focus();
  await page.keyboard.press('Home');
  await expect.poll(() => shownAt(page, FIRST)).toBe('unlabelled');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownAt(page, FIRST)).toBe('Liver');
  expect(await shownAt(page, [45, 60, 30])).toBe('unlabelled');
});

test('a click on a voxel tells who wrote it, who before, and leads there; the labels of then are a file', async () => {
  const { page } = one;
  await page.keyboard.press('Escape');
  await pointAt(page, FIRST);
  await page.mouse.down();
  await page.mouse.up();
  await expect(voxelCard(one).getByRole('listitem')).toHaveCount(2);
  await expect(voxelCard(one).getByRole('listitem').first()).toContainText('later-reader, brush');
  await expect(voxelCard(one).getByRole('listitem').last()).toContainText('earlier-reader, brush');
  await page.screenshot({ path: 'test-results/history-voxel.png' });
  await voxelCard(one)
    .getByRole('listitem')
    .last()
    .getByRole('button', { name: /^Go to #/ })
    .click();
  await expect.poll(() => shownAt(page, FIRST)).toBe('Liver');
  await expect(voxelCard(one).getByRole('listitem')).toHaveCount(1);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /labels as of this moment/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-labels-at-\d+\.nii$/);
  const { dims, data } = readNifti(new Uint8Array(await readFile(await download.path())));
  const [i, j, k] = FIRST;
  expect(data[i + dims[0] * (j + dims[1] * k)]).toBe(1);

  // Also with a brush in the hand.
  await page.keyboard.press('Escape');
  await page.keyboard.press('t');
  await expect(page.getByRole('complementary', { name: 'History' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Brush, disc' })).toHaveAttribute('aria-pressed', 'true');
  await pointAt(page, SECOND);
  await page.keyboard.press('q');
  await expect(voxelCard(one).getByRole('listitem').first()).toContainText('later-reader');
});

test('restoring has a reason, reaches everybody, is undone at once, and stands in the audit trail', async ({
  browser,
}) => {
  const { page } = one;
  // To what the first person had made: before the file that was taken out, and before what the other did.
  await expect(timeline(one).getByText(/^earlier-reader took the labels of case-07 out/)).toBeVisible();
  await scrubber(one).focus();
  await page.keyboard.press('PageDown');
  await expect(scrubber(one)).not.toHaveAttribute('aria-valuetext', 'Now');
  await page.keyboard.press('PageDown');
  await expect.poll(() => shownAt(page, FIRST)).toBe('Liver');
  await page.getByRole('button', { name: 'Restore these labels' }).click();
  await page.getByRole('button', { name: 'Restore labels', exact: true }).click();
  // Not without a reason.
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.getByLabel('Reason').fill('the spleen ran into the liver');
  await page.screenshot({ path: 'test-results/history-restore.png' });
  await page.getByRole('button', { name: 'Restore labels', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect.poll(() => labelAt(two.page, FIRST)).toBe(1);
  expect(await labelAt(two.page, SECOND)).toBe(0);
  expect(await labelAt(two.page, [60, 60, 30])).toBe(0);
  await sameLabels(page, two.page);
  await expect(timeline(one).getByText(/restored the labels of #\d+: the spleen ran into the liver/)).toBeVisible();
  // The voxel that was asked for before.
  await expect(voxelCard(one).getByRole('listitem').first()).toContainText('earlier-reader, restore');
  await page.screenshot({ path: 'test-results/history-restored.png' });

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => labelAt(two.page, FIRST)).toBe(2);
  await expect.poll(() => labelAt(two.page, [60, 60, 30])).toBe(3);
  await saved(page);

  const audit = await (await administrator(browser)).newPage();
  await audit.goto(`${baseUrl()}/audit`);
  await expect(
    audit.getByRole('list', { name: 'Events' }).getByText(/earlier-reader restored the labels of #\d+: the spleen ran/),
  ).toBeVisible();
  await audit.close();
});

test('what a machine wrote names it, and who accepted it', async () => {
  const { page } = one;
  const { middle } = seen(7, 1);
  await openImage(page, 'case-08');
  await segment(page, 7, 1, 'Liver');
  await page.getByRole('button', { name: 'Accept proposal' }).click();
  await expect.poll(() => labelAt(page, middle)).toBe(1);
  await saved(page);
  await pointAt(page, middle);
  await page.keyboard.press('q');
  const writes = voxelCard(one).getByRole('listitem');
  await expect(writes).toHaveCount(1);
  await expect(writes).toContainText('Graph cut, accepted by earlier-reader');
  await page.getByRole('combobox', { name: 'People or AI' }).selectOption({ label: 'AI only' });
  await expect(timeline(one).getByRole('listitem')).not.toHaveCount(0);
  await expect(timeline(one).getByText(/brush|scribble/)).toHaveCount(0);
  await page.screenshot({ path: 'test-results/history-machine.png' });
  await page.getByRole('combobox', { name: 'People or AI' }).selectOption({ label: 'People only' });
  await expect(timeline(one).getByText(/earlier-reader: \d+ edits/)).toBeVisible();
});

test('a submitted reading can be looked back into, not restored', async () => {
  const { page } = one;
  await openImage(page, 'case-07');
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('button', { name: 'Submit reading' }).click();
  await expect(page.getByText('Submitted', { exact: true }).first()).toBeVisible();
  await scrubber(one).focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => shownAt(page, FIRST)).toBe('Liver');
  await expect(page.getByRole('button', { name: 'Restore these labels' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('complementary', { name: 'History' })).toHaveCount(0);
  await expect(page.getByRole('complementary', { name: 'Labels and tools' })).toBeVisible();
});

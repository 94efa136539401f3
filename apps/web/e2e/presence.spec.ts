import { expect, type Page, test } from '@playwright/test';
import { join, type Person } from './people.ts';
import { choose, openImage, pointAt } from './reading.ts';

let leader: Person;
let follower: Person;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  leader = await join(browser, 'leading-reader', 'annotator');
  follower = await join(browser, 'following-reader', 'annotator');
  await openImage(leader.page, 'case-05');
  await openImage(follower.page, 'case-05');
});

const crosshair = (page: Page) => page.evaluate(() => window.__scholia?.viewer?.view?.crosshair);
/** Screen pixels that ten voxels of the axial view take. */
const zoom = (page: Page) =>
  page.evaluate(() => {
    const viewer = window.__scholia?.viewer;
    const [a, b] = [viewer?.screenOf('axial', [0, 0, 0]), viewer?.screenOf('axial', [10, 0, 0])];
    return a && b ? Math.abs(a[0] - b[0]) : 0;
  });
const axial = (page: Page) => page.getByRole('slider', { name: 'Axial slice' });
const bar = (page: Page) => page.getByRole('status').filter({ hasText: 'Following leading-reader' });
const followButton = (page: Page) => page.getByRole('button', { name: 'Follow leading-reader' });

const presenceOf = (page: Page, name: string) =>
  page.evaluate(
    (who) => [...(window.__scholia?.client?.presence.values() ?? [])].find((peer) => peer.name === who),
    name,
  );

test('each sees where the other is, with which tool, and on which slice', async () => {
  await choose(leader.page, 'Brush, sphere', 'Liver');
  await leader.page.evaluate(() => window.__scholia?.viewer?.setCrosshair([48, 40, 30]));
  await pointAt(leader.page, [60, 50, 30]);
  const people = follower.page.getByRole('list', { name: 'People on this reading' });
  await expect(people).toContainText(/Axial 31 · brush [\d.]+ mm, Liver/);
  await expect
    .poll(() => presenceOf(follower.page, 'leading-reader'))
    .toMatchObject({
      crosshair: [48, 40, 30],
      tool: 'brush',
      shape: 'sphere',
      ijk: [expect.any(Number), expect.any(Number), 30],
    });
  // The tick on the slider, in words.
  await expect(axial(follower.page)).toHaveAttribute('aria-valuetext', /leading-reader on 31/);
  const strip = await axial(follower.page).boundingBox();
  await follower.page.mouse.move((strip?.x ?? 0) + 7, (strip?.y ?? 0) + 60);
  await follower.page.screenshot({ path: 'test-results/peers.png' });
});

test('the slice slider works by keyboard', async () => {
  const { page } = follower;
  await axial(page).focus();
  const before = Number(await axial(page).getAttribute('aria-valuenow'));
  await page.keyboard.press('ArrowUp');
  await expect(axial(page)).toHaveAttribute('aria-valuenow', String(before + 1));
  await page.keyboard.press('PageDown');
  await expect(axial(page)).toHaveAttribute('aria-valuenow', String(before - 9));
  await page.keyboard.press('Home');
  await expect(axial(page)).toHaveAttribute('aria-valuenow', '1');
});

test('following shows the slice, the crosshair and the zoom of the other, until Escape', async () => {
  const { page } = follower;
  await followButton(page).focus();
  await page.keyboard.press('Enter');
  await expect(bar(page)).toBeVisible();
  await expect(followButton(page)).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => crosshair(page)).toEqual([48, 40, 30]);
  await leader.page.keyboard.press('PageUp');
  const there = [48, 40, 40];
  await expect.poll(() => crosshair(page)).toEqual(there);
  const before = await zoom(leader.page);
  await leader.page.keyboard.down('Control');
  await leader.page.mouse.wheel(0, -240);
  await leader.page.keyboard.up('Control');
  await expect.poll(() => zoom(leader.page)).toBeGreaterThan(before * 1.2);
  const zoomed = await zoom(leader.page);
  await expect.poll(async () => Math.abs((await zoom(page)) / zoomed - 1)).toBeLessThan(0.01);
  await page.screenshot({ path: 'test-results/following.png' });
  await expect(leader.page.getByRole('list', { name: 'People on this reading' })).toContainText('follows you');
  await expect(leader.page.getByRole('button', { name: 'Follow following-reader' })).toBeDisabled();
  await leader.page.screenshot({ path: 'test-results/followed.png' });
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await leader.page.keyboard.press('PageDown');
  await expect(axial(leader.page)).toHaveAttribute('aria-valuetext', /^31 of/);
  expect(await crosshair(page)).toEqual(there);
});

test('looking for oneself ends following', async () => {
  const { page } = follower;
  await followButton(page).click();
  await expect(bar(page)).toBeVisible();
  await pointAt(page, [40, 40, 30]);
  await page.mouse.wheel(0, 120);
  await expect(bar(page)).toBeHidden();
  await followButton(page).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(bar(page)).toBeHidden();
});

test('nobody appears under a name or colour that is not theirs', async () => {
  const truth = await presenceOf(follower.page, 'leading-reader');
  await leader.page.evaluate(() => {
    const { client, viewer } = window.__scholia ?? {};
    const presence = viewer?.view?.presence;
    if (!client || !presence) throw new Error('the reading is open');
    client.setPresence({ ...presence, userId: 'somebody', name: 'Chief radiologist', color: '#ffffff', label: 3 });
  });
  await expect.poll(async () => (await presenceOf(follower.page, 'leading-reader'))?.label).toBe(3);
  expect(await presenceOf(follower.page, 'leading-reader')).toMatchObject({
    userId: truth?.userId,
    color: truth?.color,
  });
  await expect(follower.page.getByText('Chief radiologist')).toHaveCount(0);
});

test('when the other leaves, following ends and says so', async () => {
  const { page } = follower;
  await followButton(page).click();
  await expect(bar(page)).toBeVisible();
  await leader.page.close();
  await expect(page.getByText('leading-reader has left. You are no longer following.')).toBeVisible();
  await expect(bar(page)).toBeHidden();
});

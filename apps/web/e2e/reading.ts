import { expect, type Page } from '@playwright/test';
import { baseUrl } from './people.ts';

type Voxel = readonly [number, number, number];

/** Opens an image of the demo project from its list, and waits until it can be painted on. */
export async function openImage(page: Page, name: string): Promise<void> {
  await page.goto(baseUrl());
  await page.getByRole('link', { name: /Demo/ }).first().click();
  await page
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Brush, disc' })).toBeEnabled({ timeout: 40_000 });
  await page.evaluate(() => window.__scholia?.viewer?.settled());
}

export async function choose(page: Page, tool: string, label?: string): Promise<void> {
  if (label) await page.getByRole('button', { name: `Label ${label}` }).click();
  await page.getByRole('button', { name: tool, exact: true }).click();
}

/** Drags the pointer over voxels of one axial slice, as a hand would. */
export async function drag(page: Page, voxels: readonly Voxel[]): Promise<void> {
  await page.evaluate(async (crosshair) => {
    window.__scholia?.viewer?.setCrosshair(crosshair as [number, number, number]);
    await window.__scholia?.viewer?.settled();
  }, voxels[0]);
  const stage = await page.getByRole('main').boundingBox();
  const points = await page.evaluate(
    (all) => all.map((voxel) => window.__scholia?.viewer?.screenOf('axial', voxel as [number, number, number])),
    voxels,
  );
  const [first, ...rest] = points.map((point) => ({
    x: (stage?.x ?? 0) + (point?.[0] ?? 0),
    y: (stage?.y ?? 0) + (point?.[1] ?? 0),
  }));
  await page.mouse.move(first.x, first.y);
  await page.mouse.down();
  for (const { x, y } of rest) await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.up();
}

/** The pointer of a hand, over a voxel of the axial view. */
export async function pointAt(page: Page, voxel: Voxel): Promise<void> {
  const at = await page.evaluate(
    (ijk) => window.__scholia?.viewer?.screenOf('axial', ijk as [number, number, number]),
    voxel,
  );
  const stage = await page.getByRole('main').boundingBox();
  await page.mouse.move((stage?.x ?? 0) + (at?.[0] ?? 0), (stage?.y ?? 0) + (at?.[1] ?? 0), { steps: 3 });
}

export const labelAt = (page: Page, [i, j, k]: Voxel) =>
  page.evaluate(([x, y, z]) => window.__scholia?.client?.fold.labels.get(x, y, z), [i, j, k]);

export const digestOf = (page: Page) => page.evaluate(() => window.__scholia?.client?.fold.digest());

export async function saved(page: Page): Promise<void> {
  await expect(page.getByRole('status').filter({ hasText: /^Saved at #\d+$/ })).toBeVisible();
}

export async function sameLabels(a: Page, b: Page): Promise<void> {
  await expect.poll(async () => (await digestOf(a)) === (await digestOf(b))).toBe(true);
}

/** As when a cable is pulled; resolves when the page says so. */
export async function goOffline(page: Page): Promise<void> {
  await page.context().setOffline(true);
  const offline = page.getByRole('status').filter({ hasText: /offline/i });
  await expect(offline.first()).toBeVisible({ timeout: 60_000 });
}

import { expect, type Page, test } from '@playwright/test';
import type { Harness } from '../harness/main.ts';
import { serveHarness } from '../harness/serve.ts';
import { capture, centroid, type Rgb } from './screen.ts';

/** Stored axes run P, S, L with a tilt; spacing differs on every axis. A bright block marks one stored voxel. */
const MARKER = [22, 30, 13] as const;
const QUERY = `?marker=${MARKER.join()}`;
const SIZE = { width: 1200, height: 800 };
/** Tiles of the 2x2 layout at that size, well inside their frames and letters. */
const TILES = {
  axial: { left: 30, top: 40, width: 520, height: 320 },
  coronal: { left: 30, top: 440, width: 520, height: 320 },
  sagittal: { left: 632, top: 440, width: 520, height: 320 },
} as const;
const PLANES = ['axial', 'coronal', 'sagittal'] as const;

let server: Awaited<ReturnType<typeof serveHarness>>;
test.beforeAll(async () => {
  server = await serveHarness();
});
test.afterAll(() => server.close());
test.use({ viewport: SIZE });

async function open(page: Page, query = QUERY): Promise<void> {
  await page.goto(server.url + query);
  await page.waitForFunction(() => window.harness ?? window.harnessError);
  expect(await page.evaluate(() => window.harnessError)).toBeUndefined();
  await settled(page);
}

/** Runs in the page with the harness at hand. */
function inHarness<T, A>(page: Page, work: (harness: Harness, argument: A) => T, argument?: A): Promise<Awaited<T>> {
  return page.evaluate(`(${work.toString()})(window.harness, ${JSON.stringify(argument ?? null)})`) as Promise<
    Awaited<T>
  >;
}
const settled = (page: Page) => inHarness(page, (h) => h.settled());
const labelAt = (page: Page, ijk: readonly number[]) =>
  inHarness(page, (h, [i, j, k]: readonly number[]) => h.fold.labels.get(i, j, k), ijk);

async function stroke(page: Page, points: readonly (readonly [number, number])[], button: 'left' | 'right' = 'left') {
  const [[x, y], ...rest] = points;
  await page.mouse.move(x, y);
  await page.mouse.down({ button });
  for (const [toX, toY] of rest) await page.mouse.move(toX, toY, { steps: 6 });
  await page.mouse.up({ button });
}

/** Labels 1 and 2, half transparent over grey; crosshair lines and white rings are neither. */
const isOrange = ([r, g, b]: Rgb) => r - g > 25 && g - b > 18;
const isBlue = ([r, g, b]: Rgb) => b - g > 25 && g - r > 18;
/** The pointer's own ring has the label's colour: take it out of the slices before looking. */
const moveAway = (page: Page) => page.mouse.move(900, 200);

test('a stroke lands on the voxel that the screen shows, in every plane', async ({ page }) => {
  await open(page);
  await inHarness(
    page,
    (h, marker: readonly number[]) => {
      h.viewer.setCrosshair([marker[0], marker[1], marker[2]]);
      h.viewer.setWindow(1500, 2900);
      h.viewer.setTool('brush', { label: 2, radiusMm: 0.1 });
    },
    MARKER,
  );
  await settled(page);
  for (const plane of PLANES) {
    // What Niivue drew decides where the marker is; nothing of our own mapping does. A brush is in hand, so the crosshair
    // is cut at its centre and cannot be taken for the block.
    const screen = await capture(page);
    const found = centroid(screen, TILES[plane], ([r, g, b]) => r > 200 && g > 200 && b > 200);
    expect(found, `the marker is visible in ${plane}`).toBeDefined();
    if (!found) continue;
    await stroke(page, [[found.x, found.y]]);
    expect(await labelAt(page, MARKER), `${plane}: the voxel under the pointer`).toBe(2);
    const painted = await inHarness(page, (h) => h.fold.labels.toDense().reduce((n, v) => n + (v > 0 ? 1 : 0), 0));
    expect(painted, `${plane}: one voxel`).toBe(1);
    const { axis } = await inHarness(page, (h) => h.strokes[h.strokes.length - 1].shape);
    expect(axis).toBe({ axial: 1, coronal: 0, sagittal: 2 }[plane]);
    await moveAway(page);
    await settled(page);
    const shown = centroid(await capture(page), TILES[plane], isBlue);
    expect(
      Math.hypot((shown?.x ?? 0) - found.x, (shown?.y ?? 0) - found.y),
      `${plane}: the label is drawn there`,
    ).toBeLessThan(4);
    await stroke(page, [[found.x, found.y]], 'right');
    expect(await labelAt(page, MARKER), 'the right button erases').toBe(0);
  }
});

test('directions on the screen are directions in the patient', async ({ page }) => {
  await open(page);
  /** World displacement, RAS mm, of a step on the screen. */
  const step = (plane: string, dx: number, dy: number) =>
    inHarness(
      page,
      (h, { tile, by }: { tile: { left: number; top: number; width: number; height: number }; by: number[] }) => {
        const [x, y] = [tile.left + tile.width / 2, tile.top + tile.height / 2];
        const from = h.viewer.pickVoxel(x, y)?.ijk ?? [0, 0, 0];
        const to = h.viewer.pickVoxel(x + by[0], y + by[1])?.ijk ?? [0, 0, 0];
        return [0, 1, 2].map((row) =>
          [0, 1, 2].reduce((sum, axis) => sum + h.affine[4 * row + axis] * (to[axis] - from[axis]), 0),
        );
      },
      { tile: TILES[plane as 'axial'], by: [dx, dy] },
    );
  const largest = (mm: readonly number[]) => {
    const axis = mm.reduce((best, v, n) => (Math.abs(v) > Math.abs(mm[best]) ? n : best), 0);
    return `${mm[axis] > 0 ? '+' : '-'}${'RAS'[axis]}`;
  };
  // Radiological convention: the patient's left is on the right; the nose points left in a sagittal view.
  expect(largest(await step('axial', 120, 0))).toBe('-R');
  expect(largest(await step('axial', 0, -120))).toBe('+A');
  expect(largest(await step('coronal', 120, 0))).toBe('-R');
  expect(largest(await step('coronal', 0, -120))).toBe('+S');
  expect(largest(await step('sagittal', 120, 0))).toBe('-A');
  expect(largest(await step('sagittal', 0, -120))).toBe('+S');
});

test('preview, fold and screen agree after a long stroke; peers, proposals and prompts are told apart', async ({
  page,
}) => {
  await open(page);
  await inHarness(page, (h) => {
    h.viewer.setWindow(-60, 160);
    h.viewer.setTool('brush', { label: 1, radiusMm: 6, shape: 'sphere' });
  });
  await stroke(page, [
    [330, 150],
    [400, 130],
    [430, 190],
    [370, 220],
  ]);
  await inHarness(page, (h) => h.viewer.setTool('brush', { label: 2, radiusMm: 3, shape: 'disc' }));
  await stroke(page, [
    [200, 560],
    [200, 640],
    [240, 660],
  ]);
  await inHarness(page, (h) => h.viewer.setTool('scribble-foreground', { label: 3, radiusMm: 5 }));
  await stroke(page, [
    [150, 230],
    [220, 260],
  ]);
  await stroke(
    page,
    [
      [160, 290],
      [250, 300],
    ],
    'right',
  );
  const layers = await inHarness(page, (h) => ({
    labels: [...new Set(h.fold.labels.toDense())].sort(),
    prompts: [...new Set(h.fold.prompts.toDense())].sort((a, b) => a - b),
    strokes: h.strokes.map((s) => `${s.layer} ${s.value}`),
  }));
  expect(layers).toEqual({
    labels: [0, 1, 2],
    prompts: [0, 3, 255],
    strokes: ['labels 1', 'labels 2', 'prompts 3', 'prompts 255'],
  });
  await moveAway(page);
  await settled(page);
  // Every voxel shown as label 1 on the axial slice is label 1 in the fold, and the other way round.
  const screen = await capture(page);
  let wrong = 0;
  let checked = 0;
  for (let y = 60; y < 340; y += 9)
    for (let x = 280; x < 480; x += 9) {
      const label = await inHarness(
        page,
        (h, p: number[]) => {
          const ijk = h.viewer.pickVoxel(p[0], p[1])?.ijk;
          return ijk ? h.fold.labels.get(ijk[0], ijk[1], ijk[2]) : 0;
        },
        [x, y],
      );
      checked++;
      if (isOrange(screen.at(x, y)) !== (label === 1)) wrong++;
    }
  expect(checked).toBeGreaterThan(500);
  // A few samples lie on the crosshair or on a voxel's edge.
  expect(wrong).toBeLessThan(checked * 0.02);
  await inHarness(page, (h) => {
    h.propose([30, 20, 24], 11, 3);
    h.doubt([34, 24, 20], 9);
    const other = { tool: 'brush', label: 1, radiusUm: 5000 };
    h.setPeers([
      { ...other, userId: 'a', name: 'reader-2', color: '#ff5da2', view: { axis: 1, slice: 24 }, ijk: [40, 24, 12] },
      { ...other, userId: 'b', name: 'reader-3', color: '#4ade80', view: { axis: 1, slice: 40 }, ijk: [15, 26, 20] },
    ]);
    h.viewer.setTool('brush', { label: 1, radiusMm: 6, shape: 'sphere' });
  });
  await page.mouse.move(400, 170);
  await settled(page);
  await page.screenshot({ path: test.info().outputPath('quad.png') });
  // The colours of doubt lie where it is said to be, in every view: yellow, through which the image is seen.
  const doubted = await inHarness(page, (h) =>
    (['axial', 'coronal', 'sagittal'] as const).map((plane) => h.viewer.screenOf(plane, [34, 24, 20])),
  );
  const quad = await capture(page);
  for (const [x, y] of doubted.map((at) => at ?? [0, 0])) {
    // Beside the crosshair and the proposal.
    const [red, green, blue] = quad.at(x - 12, y + 12);
    expect(Math.min(red, green) - blue).toBeGreaterThan(60);
  }
  await page.mouse.move(300, 200);
  await page.keyboard.press('Period');
  await settled(page);
  expect(await inHarness(page, (h) => h.viewer.view?.layout)).toBe('axial');
  await page.screenshot({ path: test.info().outputPath('axial.png') });
});

test('a box is drawn in one view, pulled in another, and kept or dropped; prompts show at any zoom', async ({
  page,
}) => {
  await open(page);
  const inside = () => inHarness(page, (h) => [...h.fold.prompts.toDense()].filter((value) => value === 3).length);
  const expectDraft = (isThere: boolean) =>
    expect.poll(() => inHarness(page, (h) => h.viewer.view?.draftLabel)).toBe(isThere ? 3 : undefined);
  await inHarness(page, (h) => {
    h.viewer.setWindow(-60, 160);
    h.viewer.setTool('box', { label: 3, radiusMm: 1 });
  });
  await stroke(page, [
    [250, 150],
    [350, 230],
  ]);
  await expectDraft(true);
  expect(await inside()).toBe(0);
  const cursorAt = async (x: number, y: number) => {
    await page.mouse.move(x, y);
    return page.getByRole('application').evaluate(({ style }) => style.cursor);
  };
  const cursors = [
    await cursorAt(245, 150),
    await cursorAt(354, 150),
    await cursorAt(270, 231),
    await cursorAt(245, 170),
  ];
  expect([...cursors, await cursorAt(270, 200)]).toEqual([
    'nwse-resize',
    'nesw-resize',
    'ns-resize',
    'ew-resize',
    'move',
  ]);
  // In the coronal view, whose slice goes through the middle of the box.
  const { x, y } = await inHarness(page, (h) => {
    const [i, j, k] = h.viewer.view?.crosshair ?? [0, 0, 0];
    const at = h.viewer.screenOf('coronal', [i, j, k]) ?? [0, 0];
    return { x: at[0], y: at[1] };
  });
  await page.screenshot({ path: test.info().outputPath('box-draft.png') });
  // A drag of the draft that Escape takes back; then it is there as before, and the release keeps nothing.
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 40, y + 20, { steps: 3 });
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await settled(page);
  await expectDraft(true);
  expect(await inside()).toBe(0);
  // Its upper face, pulled to where the pointer lets go.
  const at = (point: readonly number[]) =>
    inHarness(page, (h, [a, b]: readonly number[]) => h.viewer.pickVoxel(a, b), point);
  await stroke(page, [
    [x, 554],
    [x, 524],
  ]);
  const [below, above] = [await at([x, 527]), await at([x, 515])];
  await page.keyboard.press('Enter');
  await expectDraft(false);
  const promptAt = (ijk: readonly number[]) =>
    inHarness(page, (h, [i, j, k]: readonly number[]) => h.fold.prompts.get(i, j, k), ijk);
  expect([await promptAt(below?.ijk ?? []), await promptAt(above?.ijk ?? [])]).toEqual([3, 0]);
  const first = await inside();

  // Another is dropped, by Escape and by taking up another tool.
  for (const drop of [() => page.keyboard.press('Escape'), () => page.keyboard.press('KeyS')]) {
    await inHarness(page, (h) => h.viewer.setTool('box'));
    await stroke(page, [
      [150, 250],
      [230, 300],
    ]);
    await expectDraft(true);
    await drop();
    await expectDraft(false);
    expect(await inside()).toBe(first);
  }
  await inHarness(page, (h) => h.viewer.setTool('scribble-foreground', { label: 1, radiusMm: 0.1 }));
  await stroke(page, [[420, 120]]);
  await stroke(page, [[300, 190]], 'right');
  await inHarness(page, (h) => h.viewer.highlightPrompt({ session: 1, counter: 1 }));
  await moveAway(page);
  await settled(page);
  await page.screenshot({ path: test.info().outputPath('prompts.png') });
  await page.mouse.move(300, 200);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 500);
  await page.keyboard.up('Control');
  await moveAway(page);
  await settled(page);
  // A voxel is four pixels wide now, its disc with a plus as large as ever.
  const marked = centroid(await capture(page), TILES.axial, ([r, g, b]) => r > 200 && g > 100 && g < 180 && b < 110);
  expect(marked?.count ?? 0).toBeGreaterThan(25);
  await page.screenshot({ path: test.info().outputPath('prompts-far.png') });
});

test('escape leaves no trace, a remote stroke shows while painting, undo of the preview is exact', async ({ page }) => {
  await open(page);
  await inHarness(page, (h) => h.viewer.setTool('brush', { label: 1, radiusMm: 8 }));
  await page.mouse.move(300, 200);
  await page.mouse.down();
  await page.mouse.move(340, 220, { steps: 4 });
  await inHarness(page, (h) =>
    h.peerStroke({
      layer: 'labels',
      value: 2,
      shape: { shape: 'sphere', axis: 1, radiusUm: 9000, points: Int32Array.from([240, 192, 160]) },
      policy: { mode: 'all' },
      locked: [],
    }),
  );
  await settled(page);
  expect(centroid(await capture(page), TILES.axial, isOrange)?.count ?? 0).toBeGreaterThan(50);
  expect(centroid(await capture(page), TILES.axial, isBlue)?.count ?? 0).toBeGreaterThan(50);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await moveAway(page);
  await settled(page);
  expect(await inHarness(page, (h) => h.strokes.length)).toBe(0);
  const screen = await capture(page);
  expect(centroid(screen, TILES.axial, isOrange)).toBeUndefined();
  expect(centroid(screen, TILES.axial, isBlue)?.count ?? 0).toBeGreaterThan(50);
});

test('wheel, keys and read-only mode', async ({ page }) => {
  await open(page, `${QUERY}&readonly`);
  const view = () => inHarness(page, (h) => h.viewer.view);
  await page.mouse.move(300, 200);
  const before = (await view())?.slices.axial.index ?? -1;
  await page.mouse.wheel(0, -120);
  await expect.poll(async () => (await view())?.slices.axial.index).toBe(before + 2);
  await page.keyboard.press('PageDown');
  await expect.poll(async () => (await view())?.slices.axial.index).toBe(before - 8);
  await page.keyboard.press('KeyB');
  await page.keyboard.press('Digit2');
  await page.keyboard.press('BracketRight');
  await expect.poll(async () => (await view())?.settings).toMatchObject({ label: 2, radiusMm: 4.8 });
  await page.keyboard.down('KeyE');
  await expect.poll(async () => (await view())?.activeTool).toBe('eraser');
  await page.keyboard.up('KeyE');
  await expect.poll(async () => (await view())?.activeTool).toBe('brush');
  await stroke(page, [
    [300, 200],
    [350, 240],
  ]);
  expect(await inHarness(page, (h) => h.strokes.length)).toBe(0);
  await page.setViewportSize({ width: 900, height: 600 });
  await settled(page);
  const sizes = await page.evaluate(() => [...document.querySelectorAll('canvas')].map((c) => [c.width, c.height]));
  expect(sizes).toEqual([
    [900, 600],
    [900, 600],
  ]);
});

test('a lost graphics context comes back with image and labels; destroy leaves nothing', async ({ page }) => {
  await open(page);
  await inHarness(page, (h) => {
    h.viewer.setTool('brush', { label: 1, radiusMm: 10 });
    h.viewer.setWindow(-60, 160);
  });
  await stroke(page, [[300, 200]]);
  await settled(page);
  const back = inHarness(page, (h) => new Promise((done) => h.viewer.onGraphics((s) => s === 'restored' && done(s))));
  await page.evaluate(() =>
    document.querySelector('canvas')?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext(),
  );
  expect(await back).toBe('restored');
  await settled(page);
  expect(centroid(await capture(page), TILES.axial, isOrange)?.count ?? 0).toBeGreaterThan(100);
  await inHarness(page, (h) => h.viewer.destroy());
  expect(await page.evaluate(() => document.querySelectorAll('canvas').length)).toBe(0);
});

test('brushing costs one upload and one draw a frame', async ({ page }) => {
  await open(page);
  await inHarness(page, (h) => h.viewer.setTool('brush', { label: 1, radiusMm: 8, shape: 'sphere' }));
  await stroke(page, [
    [200, 150],
    [400, 180],
    [300, 300],
    [180, 260],
  ]);
  const summary = await inHarness(page, (h) => h.viewer.metrics.brushing);
  expect(summary.frames).toBeGreaterThan(3);
  expect(summary.maxUploadsPerFrame).toBe(1);
  expect(summary.maxDrawsPerFrame).toBe(1);
});

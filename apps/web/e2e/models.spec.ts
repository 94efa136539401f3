import { fileURLToPath } from 'node:url';
import { type APIResponse, expect, type Page, test } from '@playwright/test';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { administrator, baseUrl } from './people.ts';

/** Of two convolutions, exported by PyTorch: its file says all but what comes out. */
const NETWORK = fileURLToPath(
  new URL('../../../packages/models/src/foreign/fixtures/softmax-3d.onnx', import.meta.url),
);

const DIMS = [24, 24, 16] as const;
const GRID = affine('ijk', 'ras', [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]);

/** A bright ball in the dark, somewhere else for each `n`: the image, and where the ball is. */
function ball(n: number): { readonly image: Int16Array; readonly labels: Uint8Array } {
  const voxels = DIMS[0] * DIMS[1] * DIMS[2];
  const labels = Uint8Array.from({ length: voxels }, (_, at) => {
    const [i, j, k] = [at % 24, Math.floor(at / 24) % 24, Math.floor(at / 576)];
    return (i - 10 - n) ** 2 + (j - 12) ** 2 + (k - 8) ** 2 < 30 ? 1 : 0;
  });
  return { image: Int16Array.from(labels, (label, at) => 500 * label + ((at * 7) % 60)), labels };
}

let page: Page;
let address: string;

/** A project of small images, four of them submitted: three to learn from, one held out. Trains only when asked. */
test.beforeAll(async ({ browser }) => {
  const context = await administrator(browser);
  const { request } = context;
  const headers = { origin: baseUrl() };
  const answerOf = async (asked: Promise<APIResponse>) => {
    const answer = await asked;
    expect(answer.ok(), await answer.text()).toBe(true);
    return await answer.json();
  };
  const api = (path: string) => `${baseUrl()}/api/v1${path}`;
  const post = (path: string, data: unknown) => answerOf(request.post(api(path), { headers, data }));
  const file = (data: Int16Array | Uint8Array) => ({
    headers: { ...headers, 'content-type': 'application/octet-stream' },
    data: Buffer.from(writeNifti({ dims: DIMS, affine: GRID, data })),
  });

  const labels = [{ value: 1, name: 'Ball', color: '#d9734e' }];
  const { projectId } = await post('/projects', { name: 'Balls', labels });
  const { policy } = await answerOf(request.get(api(`/projects/${projectId}/training-policy`)));
  const paused = { ...policy, isPaused: true };
  await answerOf(request.put(api(`/projects/${projectId}/training-policy`), { headers, data: paused }));
  for (const n of [0, 1, 2, 3]) {
    const one = ball(n);
    const { imageId } = await answerOf(
      request.post(api(`/projects/${projectId}/images?name=ball-${n}`), file(one.image)),
    );
    const { readingId } = await post(`/images/${imageId}/reading`, {});
    await answerOf(request.put(api(`/readings/${readingId}/labels`), file(one.labels)));
    await post(`/readings/${readingId}/submit`, {});
  }
  await post(`/projects/${projectId}/training-runs`, { seconds: 1 });
  page = await context.newPage();
  address = `${baseUrl()}/projects/${projectId}/models`;
});
test.afterAll(() => page.close());
test.describe.configure({ mode: 'serial' });

const versions = () => page.getByRole('navigation', { name: 'Versions' });
const model = (version: number) => page.getByRole('article', { name: `Model v${version}` });

/** Pixels of a plot that are not empty. */
const drawn = (title: string) =>
  page
    .getByRole('figure', { name: title })
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => {
      const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return data?.filter((value, at) => at % 4 === 3 && value > 0).length;
    });

test('a training is started and watched, and becomes the model in use', async () => {
  await page.goto(address);
  await expect(versions()).toContainText('v1', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Training' }).getByRole('progressbar')).toBeVisible();
  await expect(page).toHaveURL(/\?training$/);
  await expect(model(2)).toContainText('In use', { timeout: 60_000 });
  for (const title of ['Loss', 'Dice on held-out readings']) expect(await drawn(title)).toBeGreaterThan(500);
  await expect(model(2).getByRole('button', { name: /^Ball [01]\.\d\d$/ })).toHaveAttribute('aria-pressed', 'true');
  await page.getByText('Values as a table').click();
  expect(await model(2).getByRole('region', { name: 'Values' }).getByRole('row').count()).toBeGreaterThan(2);
  await expect(
    model(2)
      .getByRole('region', { name: /^Held-out images/ })
      .getByRole('link'),
  ).toHaveText('ball-2');
});

test('two versions are compared on what neither has learned from, and an older one is put to use again', async () => {
  await versions().getByRole('link', { name: 'v1' }).click();
  await model(1).getByRole('combobox', { name: 'Compare with' }).selectOption('2');
  const rows = page.getByRole('region', { name: /^Differences/ }).getByRole('row');
  await expect(rows.filter({ hasText: 'ball-2' })).toContainText(/[01]\.\d\d → ?[01]\.\d\d/);
  await page.getByRole('button', { name: 'Use this model' }).click();
  await expect(page.getByRole('dialog')).toContainText('instead of by v2');
  await page.getByRole('button', { name: 'Go back to v1' }).click();
  await expect(model(1)).toContainText('In use since');
  await expect(versions().getByRole('link', { name: 'v2' })).not.toContainText('In use');
  await page.goto(`${address}?v=1&against=2`);
  await expect(rows.filter({ hasText: 'All images' })).toBeVisible();
  for (const width of [1280, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `test-results/models-${width}.png`, fullPage: true });
  }
});

test('a project says how its images are predicted', async () => {
  const predictions = page.getByRole('region', { name: 'Predictions' });
  await expect(predictions).toContainText('Windows overlap by 50 %.');
  await predictions.getByRole('button', { name: 'Change how images are predicted' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Windows overlap by' }).selectOption('0.25');
  await dialog.getByRole('checkbox', { name: 'Ball: only its largest piece stays' }).check();
  await page.screenshot({ path: 'test-results/predictions-dialog.png' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(predictions).toContainText('Only the largest piece stays: Ball.');
  await expect(predictions.getByRole('button', { name: 'Predict again' })).toBeEnabled();
});

test('a network from elsewhere is declared, tried, and put to use, on many images when asked', async () => {
  await page.getByRole('button', { name: 'Bring your own ONNX' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('ONNX file').setInputFiles(NETWORK);
  await expect(dialog.getByLabel('Label of channel 1')).toHaveValue('1');
  await dialog.getByRole('textbox', { name: /^Patch/ }).fill('4 5');
  await expect(dialog.getByRole('button', { name: 'Try it' })).toBeDisabled();
  await dialog.getByRole('textbox', { name: /^Patch/ }).fill('4 5 6');
  await dialog.getByRole('button', { name: 'Try it' }).click();
  await expect(dialog.getByRole('list', { name: 'Checks' })).toContainText('loaded by onnxruntime', {
    timeout: 60_000,
  });
  await page.screenshot({ path: 'test-results/onnx-tried.png' });
  await dialog.getByRole('button', { name: 'Use model v3' }).click();
  await dialog.getByRole('button', { name: 'Use v3' }).click();
  await versions().getByRole('link', { name: 'v3' }).click();
  await expect(model(3)).toContainText('In use since');
  // What is held out measures it too, without being asked.
  await expect(model(3)).toContainText(/Measured on 1 held-out reading, .*\d/, { timeout: 30_000 });
  await expect(model(3).getByRole('button', { name: 'Measure again' })).toBeEnabled();
  await page.screenshot({ path: 'test-results/onnx-measured.png', fullPage: true });

  await page.getByRole('link', { name: 'Balls' }).click();
  await page.getByRole('button', { name: 'Auto segment' }).click();
  await page.getByRole('menuitem', { name: /^All images/ }).click();
  await expect(page.getByRole('progressbar', { name: 'Segmenting images' })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel segmenting images' }).click();
  await expect(page.getByRole('button', { name: 'Auto segment' })).toBeVisible();
});

import { expect, type Locator, type Page, test } from '@playwright/test';
import { baseUrl, join, type Person, teachClicks, teachNoMore } from './people.ts';
import { choose, drag, labelAt, openImage, pointAt, saved } from './reading.ts';
import { holdRequests, seen, segment } from './segmenting.ts';

const INDEX = 10;
const LIVER = 1;
const SPLEEN = 2;

/** What the API tells of an event. */
interface Told {
  readonly position: string;
  readonly type: string;
  readonly sentence: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

let reader: Person;
const promptsOf = (page: Page) => page.getByRole('list', { name: 'Prompts' });

test.describe.configure({ mode: 'serial' });
test.beforeAll(async ({ browser }) => {
  reader = await join(browser, 'segment-reader', 'annotator');
  await openImage(reader.page, 'case-11');
});

test('scribbles give a preview, another scribble a better one, and what is accepted says where it came from', async () => {
  const { page } = reader;
  const { middle } = seen(INDEX, LIVER);
  await segment(page, INDEX, LIVER, 'Liver');
  const proposal = page.getByRole('article', { name: 'Segmentation by graph cut' });
  await expect(proposal).toContainText(/Graph cut · computed in/);
  // A preview is no label yet.
  expect(await labelAt(page, middle)).toBe(0);
  const volumeIn = async (card: Locator) => (await card.getByText(/mL$/).textContent()) ?? '';
  const before = await volumeIn(proposal);

  // The server is slow to hear of the next scribble: this page shows what it means meanwhile.
  const release = await holdRequests(page);
  await page.getByLabel('Again after each scribble').check();
  await choose(page, 'Scribble outside');
  const [i, j, k] = seen(INDEX, LIVER).around[2];
  await drag(page, [
    [i, j, k],
    [i + 4, j + 2, k],
  ]);
  const preview = page.getByRole('article', { name: 'Preview by graph cut' });
  await expect(preview).toContainText(/Computed here · \d+\.\d s; the server's answer follows/);
  await expect(proposal).toHaveCount(0);
  expect(await volumeIn(preview)).not.toBe(before);
  await preview.scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'test-results/segmenting-preview.png' });
  // Without that scribble the answer is what it was.
  await expect(promptsOf(page).getByRole('listitem')).toHaveCount(3);
  await promptsOf(page).getByRole('button', { name: 'Delete: Scribble outside' }).first().click();
  await expect(promptsOf(page).getByRole('listitem')).toHaveCount(2);
  await expect.poll(() => volumeIn(preview)).toBe(before);
  await page.getByRole('button', { name: 'Accept preview' }).click();
  await expect(preview).toContainText('accepted once the server agrees');
  expect(await labelAt(page, middle)).toBe(0);
  // It is accepted without another look only if the server's answer is the same, bit for bit.
  release();
  await expect.poll(() => labelAt(page, middle), { timeout: 60_000 }).toBe(LIVER);
  await expect(preview).toHaveCount(0);
  await saved(page);
});

test('the log and the history say by which method, at whose request and from which scribbles', async () => {
  const { page } = reader;
  const { middle } = seen(INDEX, LIVER);
  const types = 'SegmentationRequested,ProposalOffered,OperationCommitted';
  const { events }: { events: Told[] } = await (
    await page.request.get(`${baseUrl()}/api/v1/events?types=${types}&limit=1000`)
  ).json();
  const ours = events.filter(({ sentence }) => /case-11|segment-reader/.test(sentence));
  const [requested, offered] = ['SegmentationRequested', 'ProposalOffered'].map((wanted) =>
    ours.findLast(({ type }) => type === wanted),
  );
  const accepted = ours.findLast(({ type, payload }) => type === 'OperationCommitted' && payload.kind === 'Mask');
  expect(requested?.payload).toMatchObject({
    method: 'graph-cut',
    label: LIVER,
    parameters: expect.objectContaining({ lambdaMm: expect.any(Number), likelihood: expect.any(String) }),
  });
  expect(requested?.sentence).toBe('segment-reader asked for a segmentation of case-11 (graph-cut).');
  expect(offered?.payload).toMatchObject({ requestId: requested?.payload.requestId, source: { method: 'graph-cut' } });
  const inOrder = [requested, offered, accepted].map((event) => Number(event?.position));
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));

  await pointAt(page, middle);
  await page.keyboard.press('q');
  const card = page.getByRole('region', { name: 'Who wrote this voxel' });
  await expect(card).toContainText('Graph cut, accepted by segment-reader');
  await expect(card).toContainText(`#${accepted?.position}`);
  await expect(
    page
      .getByRole('list', { name: 'Timeline', exact: true })
      .getByText(/segment-reader asked for a segmentation/)
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
});

test('another method has its own parameters, says what to draw, and can be cancelled', async () => {
  const { page } = reader;
  await page.getByLabel('Again after each scribble').uncheck();
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Random walker' });
  await page.getByText('Parameters', { exact: true }).click();
  await page.getByRole('spinbutton', { name: 'Most cells' }).fill('20000');
  await expect(page.getByText('Parameters · 1 changed')).toBeVisible();
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Segmentation by random walker' })).toBeVisible({ timeout: 60_000 });
  const walker = page.getByRole('article', { name: 'Segmentation by random walker' });
  await expect(walker).toContainText(/coarser grid \(\d × \d × \d voxels\)/);
  await walker.getByLabel('Show where it is unsure').check();
  await page.keyboard.press('KeyU');
  await expect(walker.getByRole('button', { name: /Least sure place 1 of \d+/ })).toBeVisible();
  await page.evaluate(() => window.__scholia?.viewer?.settled());
  await page.screenshot({ path: 'test-results/segmenting-walker.png' });
  await page.getByRole('button', { name: 'Discard proposal' }).click();
  const release = await holdRequests(page);
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  const preview = page.getByRole('article', { name: 'Preview by random walker' });
  await expect(preview).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(preview).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Cancel segmentation' })).toHaveCount(0);
  release();

  // What nobody sets is found from the image, also after somebody has set it.
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Watershed' });
  const smoothing = page.getByRole('spinbutton', { name: 'Smoothing' });
  await expect(smoothing).toHaveValue('');
  await expect(smoothing).toHaveAttribute('placeholder', /found$/);
  await page.screenshot({ path: 'test-results/segmenting-found.png' });
  await smoothing.fill('2');
  await page.screenshot({ path: 'test-results/segmenting-set.png' });
  await page.getByRole('button', { name: 'Find smoothing from the image' }).click();
  await expect(smoothing).toHaveValue('');

  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Pixel classifier' });
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await expect(
    page.getByRole('progressbar', { name: /^Pixel classifier: (computing|learning|deciding)/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Cancel segmentation' }).click();
  await expect(page.getByRole('button', { name: 'Clear scribbles' })).toBeVisible();
  // The log says so, and after that no answer is written.
  const cancelled = async () => {
    const answer = await page.request.get(`${baseUrl()}/api/v1/events?types=SegmentationCancelled`);
    return answer.text();
  };
  await expect.poll(cancelled).toContain('"reason":"cancelled"');
  await expect(page.getByRole('article', { name: /^Segmentation by/ })).toHaveCount(0);
});

test('several labels are told apart at once, each from its own scribbles', async () => {
  const { page } = reader;
  await choose(page, 'Scribble inside', 'Spleen');
  await drag(page, seen(INDEX, SPLEEN).inside);
  await choose(page, 'Scribble outside');
  await drag(page, seen(INDEX, SPLEEN).around);
  await saved(page);
  await page.getByRole('combobox', { name: 'Method' }).selectOption({ label: 'Graph cut' });
  await page.getByLabel('All scribbled labels at once').check();
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  const proposal = page.getByRole('article', { name: 'Segmentation by graph cut' });
  await expect(proposal).toContainText('Spleen', { timeout: 60_000 });
  await expect(proposal).toContainText('Liver');
  await page.getByRole('button', { name: 'Accept proposal' }).click();
  await expect.poll(() => labelAt(page, seen(INDEX, SPLEEN).middle)).toBe(SPLEEN);
  expect(await labelAt(page, seen(INDEX, LIVER).middle)).toBe(LIVER);
  await saved(page);
});

test('a box says where to look; others see it, and a reviewer deletes it with a reason', async ({ browser }) => {
  const { page } = reader;
  await page.getByRole('button', { name: 'Clear scribbles' }).click();
  await expect(promptsOf(page)).toHaveCount(0);

  await choose(page, 'Box prompt', 'Liver');
  const { around } = seen(INDEX, LIVER);
  await drag(page, [around[0], around[2]]);
  await page.screenshot({ path: 'test-results/segmenting-box-draft.png' });
  await page.getByRole('button', { name: 'Keep box' }).click();
  await expect(promptsOf(page).getByRole('listitem')).toHaveText(/Box, Liver.* mm · you/);
  await saved(page);
  const reviewer = await join(browser, 'segment-reviewer', 'reviewer');
  await openImage(reviewer.page, 'case-11');
  await expect(promptsOf(reviewer.page).getByRole('listitem')).toHaveText(/Box, Liver.* mm · segment-reader/);
  await expect(page.getByText(/all of the box is inside/)).toBeVisible();
  await page.getByRole('button', { name: 'Look for what is in it' }).click();
  await expect(page.getByRole('combobox', { name: 'Method' })).toHaveValue('box');
  await expect(page.getByLabel('All scribbled labels at once')).toHaveCount(0);
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Segmentation by box' })).toContainText('Liver', { timeout: 60_000 });
  await promptsOf(page).getByRole('listitem').hover();
  await page.screenshot({ path: 'test-results/segmenting-box.png' });

  await promptsOf(page).getByRole('listitem').getByRole('button').first().focus();
  await page.keyboard.press('Delete');
  await expect(promptsOf(reviewer.page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Bring back' }).click();
  await promptsOf(reviewer.page).getByRole('button', { name: 'Delete: Box, Liver' }).click();
  await reviewer.page.getByLabel('Reason').fill('That is the spleen.');
  await reviewer.page.screenshot({ path: 'test-results/segmenting-review.png', animations: 'disabled' });
  await reviewer.page.getByRole('button', { name: 'Delete prompt' }).click();
  await expect(promptsOf(page)).toHaveCount(0);
  await saved(reviewer.page);
});

test('clicks are answered by a model, again and again, until the answer is accepted', async ({ browser }) => {
  const { page } = reader;
  await teachClicks(browser);
  await choose(page, 'Brush, sphere', 'Liver');
  await drag(page, seen(INDEX, LIVER).inside);
  await saved(page);
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await page.getByRole('button', { name: 'Submit reading' }).click();
  await expect(page.getByText('Submitted', { exact: true }).first()).toBeVisible();
  await openImage(page, 'case-10');
  // As soon as there is a model it is what one asks first, without a reload.
  const method = page.getByRole('combobox', { name: 'Method' });
  await expect(method).toHaveValue('deepedit', { timeout: 120_000 });
  await teachNoMore(browser, page);

  const answers = async () => {
    const answer = await page.request.get(`${baseUrl()}/api/v1/events?types=ProposalOffered&limit=1000`);
    const { events } = (await answer.json()) as { events: Told[] };
    return events.flatMap(({ payload }) => (payload.requestId === null ? [] : String(payload.blob)));
  };
  const before = (await answers()).length;
  const newest = async (count: number) => {
    await expect.poll(async () => (await answers()).length, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + count);
    return (await answers()).at(-1);
  };
  await page.getByRole('button', { name: 'Segment', exact: true }).click();
  const untold = await newest(1);
  const { middle, around } = seen(INDEX - 1, LIVER);
  await page.getByRole('button', { name: 'Label Liver' }).click();
  await page.keyboard.press('p');
  await drag(page, [middle]);
  await expect(promptsOf(page).getByRole('listitem')).toHaveText(/Click, Liver.*Axial \d+ · you/);
  const clicked = await newest(2);
  expect(clicked).not.toBe(untold);
  const answer = page.getByRole('article', { name: /^Segmentation by model v\d+$/ });
  await expect(answer).toContainText(/DeepEdit · computed in [\d.]+ m?s, the network [\d.]+ m?s/);
  await expect(page.getByText(/^Answered in/)).toBeVisible();
  await page.evaluate(() => window.__scholia?.viewer?.settled());
  await page.screenshot({ path: 'test-results/clicks-answer.png' });

  await page.keyboard.down('Control');
  await drag(page, [around[0]]);
  await page.keyboard.up('Control');
  await expect(promptsOf(page).getByRole('listitem').first()).toHaveText(/Click outside/);
  expect(await newest(3)).not.toBe(clicked);
  await promptsOf(page).getByRole('listitem').first().hover();
  await page.screenshot({ path: 'test-results/clicks-refined.png' });
  // With a click less a model says what it said before it.
  await promptsOf(page).getByRole('button', { name: 'Delete: Click outside' }).click();
  expect(await newest(4)).toBe(clicked);
  await promptsOf(page).getByRole('button', { name: 'Delete: Click, Liver' }).click();
  expect(await newest(5)).toBe(untold);
  await drag(page, [middle]);
  expect(await newest(6)).toBe(clicked);
  await expect(answer.getByRole('button', { name: 'Accept proposal' })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(answer).toHaveCount(0);
  await saved(page);

  await page.getByRole('button', { name: 'Auto segment' }).click();
  await expect(answer).toContainText(/U-Net.* · computed in/, { timeout: 60_000 });
  await answer.scrollIntoViewIfNeeded();
  await page.screenshot({ path: 'test-results/clicks-auto.png' });
});

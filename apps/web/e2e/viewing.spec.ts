import { type Browser, expect, type Page, test } from '@playwright/test';
import { administrator, baseUrl, join } from './people.ts';
import { choose, drag, openImage, saved } from './reading.ts';

/** Turns the wheel over the axial view, a slice each time. */
async function scroll(page: Page, slices: number): Promise<void> {
  const stage = await page.getByRole('main').boundingBox();
  await page.mouse.move((stage?.x ?? 0) + 200, (stage?.y ?? 0) + 200);
  const slice = () => page.evaluate(() => window.__scholia?.viewer?.view?.slices.axial.index);
  for (let n = 0; n < slices; n++) {
    const before = await slice();
    await page.mouse.wheel(0, 100);
    await expect.poll(slice).not.toBe(before);
  }
}

/** The sentence of the newest summary of this person, on the audit page. */
async function summaryOf(browser: Browser, name: string) {
  const page = await (await administrator(browser)).newPage();
  await page.goto(`${baseUrl()}/audit`);
  const sentence = page.getByRole('list', { name: 'Events' }).getByText(new RegExp(`^${name} looked at`));
  await expect(sentence.first()).toBeVisible();
  return { page, sentence: sentence.first() };
}

test('what somebody looked at is told in the log, and they are told what they have not seen', async ({ browser }) => {
  const { page } = await join(browser, 'looking-reader', 'annotator');
  await openImage(page, 'case-05');
  await scroll(page, 12);
  await choose(page, 'Brush, disc');
  await drag(page, [
    [40, 40, 20],
    [46, 40, 20],
  ]);
  await saved(page);

  // Before it is submitted: how much was never shown.
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Submit this reading?' });
  await expect(
    dialog.getByText(/^You have seen \d+ of \d+ (axial|coronal|sagittal) slices; \d+ were never shown\.$/),
  ).toBeVisible();
  const seen = /seen (\d+) of (\d+)/.exec((await dialog.textContent()) ?? '');
  expect(Number(seen?.[1])).toBeGreaterThanOrEqual(13);
  await dialog.evaluate(async (element) => Promise.all(element.getAnimations().map(({ finished }) => finished)));
  await page.screenshot({ path: 'test-results/seen-slices.png' });
  await dialog.getByRole('button', { name: 'Go on labelling' }).click();

  // Leaving the page tells the log.
  await page.getByRole('link', { name: /Demo/ }).click();
  const audit = await summaryOf(browser, 'looking-reader');
  await expect(audit.sentence).toHaveText(/looked at case-05 for \d+ s: 1\d of \d+ axial slices\.$/);
  await audit.page
    .getByRole('button', { name: /looking-reader looked at/ })
    .first()
    .click();
  await expect(audit.page.getByText('ReadingViewed, version 1')).toBeVisible();
  await expect(
    audit.page.getByText(/looking-reader painted \w+ with a brush \(\d+(\.\d+)? mm\) on one slice\./),
  ).toBeVisible();
  await audit.page.screenshot({ path: 'test-results/viewing-audit.png' });
  await audit.page.close();

  // Who comes back has seen what they had seen.
  await openImage(page, 'case-05');
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await expect(dialog.getByText(/^You have seen 1\d of/)).toBeVisible();
});

test('who may only look is told of, too, also when they close the page', async ({ browser }) => {
  // Somebody has begun the reading.
  const { page: first } = await join(browser, 'beginning-reader', 'annotator');
  await openImage(first, 'case-10');
  await first.close();
  const { page, context } = await join(browser, 'looking-viewer', 'viewer');
  await page.goto(baseUrl());
  await page.getByRole('link', { name: /Demo/ }).first().click();
  await page
    .getByRole('link', { name: /case-10/ })
    .first()
    .click();
  await expect.poll(() => page.evaluate(() => window.__scholia?.viewer?.view !== undefined)).toBe(true);
  await scroll(page, 3);

  // Offline a summary waits, and goes out when the network is back.
  const waiting = () =>
    page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.startsWith('scholia.viewing.')) ?? '';
      return JSON.parse(localStorage.getItem(key) ?? '[]').length as number;
    });
  await context.setOffline(true);
  await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')));
  expect(await waiting()).toBe(1);
  await context.setOffline(false);
  await expect.poll(waiting).toBe(0);

  await scroll(page, 2);
  await page.close({ runBeforeUnload: false });
  const audit = await summaryOf(browser, 'looking-viewer');
  await expect(audit.page.getByText(/^looking-viewer looked at case-10 for \d+ s: \d+ of/)).toHaveCount(2);
  await audit.page.close();
  await context.close();
});

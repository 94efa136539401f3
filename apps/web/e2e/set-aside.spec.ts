import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { join } from './people.ts';
import { choose, drag, goOffline, labelAt, openImage, saved } from './reading.ts';

test('edits made offline on a reading that was submitted meanwhile are explained, kept, and dropped only on request', async ({
  browser,
}) => {
  const one = await join(browser, 'submitting-reader', 'annotator');
  const two = await join(browser, 'late-reader', 'annotator');
  await openImage(one.page, 'case-06');
  await openImage(two.page, 'case-06');
  await choose(one.page, 'Brush, disc', 'Liver');
  await drag(one.page, [
    [40, 40, 30],
    [46, 40, 30],
  ]);
  await saved(one.page);
  await expect.poll(() => labelAt(two.page, [43, 40, 30])).toBe(1);
  await goOffline(two.page);
  await choose(two.page, 'Brush, disc', 'Spleen');
  await drag(two.page, [
    [60, 60, 30],
    [66, 60, 30],
  ]);
  await one.page.getByRole('button', { name: 'Submit', exact: true }).click();
  await one.page.getByRole('button', { name: 'Submit reading' }).click();
  await expect(one.page.getByText('Submitted', { exact: true }).first()).toBeVisible();
  await two.context.setOffline(false);
  const notice = two.page.getByRole('alert').filter({ hasText: 'came after this reading was submitted' });
  await expect(notice).toContainText('1 edit came after this reading was submitted, and was not added.', {
    timeout: 60_000,
  });
  await expect(notice).toContainText('It is kept in this browser');
  await expect(two.page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  await expect(two.page.getByRole('button', { name: 'Brush, disc' })).toBeDisabled();
  await expect(two.page.getByRole('button', { name: 'Navigate' })).toHaveAttribute('aria-pressed', 'true');
  await two.page.screenshot({ path: 'test-results/set-aside.png' });
  const download = two.page.waitForEvent('download');
  await notice.getByRole('button', { name: 'Save to a file' }).click();
  const { operations } = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  expect(operations).toEqual([expect.objectContaining({ code: 'reading-closed', bytes: expect.any(String) })]);
  await notice.getByRole('button', { name: 'Discard' }).click();
  await notice.getByRole('button', { name: 'Keep' }).click();
  await notice.getByRole('button', { name: 'Discard' }).click();
  await notice.getByRole('button', { name: 'Discard 1 edit for good' }).click();
  await expect(notice).toBeHidden();
});

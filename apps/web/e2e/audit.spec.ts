import { readFile } from 'node:fs/promises';
import { expect, type Page, test } from '@playwright/test';
import { administrator, auditor, baseUrl, join } from './people.ts';

test('an auditor finds who did what, sees it come in, verifies the log and keeps a checkpoint', async ({ browser }) => {
  const reader = await join(browser, 'audited-reader', 'annotator');
  const page = await (await administrator(browser)).newPage();
  await page.goto(baseUrl());
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Audit' }).click();
  const events = page.getByRole('list', { name: 'Events' });
  await expect(events.getByText('audited-reader signed in (password).')).toBeVisible();

  // What fits is found, and a search is an address.
  await page.getByRole('combobox', { name: 'Person' }).selectOption({ label: 'audited-reader' });
  await expect(events.getByText('created the project')).toHaveCount(0);
  await expect(events.getByText('audited-reader signed in (password).')).toBeVisible();
  await expect(page).toHaveURL(/\/audit\?person=/);
  await page.getByRole('button', { name: 'Save this filter' }).click();
  await expect(page.getByRole('list', { name: 'Saved filters' }).getByRole('button')).toHaveCount(2);

  // As it happens.
  await reader.page.getByRole('button', { name: 'Account' }).click();
  await reader.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(events.getByText('audited-reader signed out.')).toBeVisible();

  // Everything about one event.
  await events.getByRole('button', { name: /audited-reader signed in/ }).click();
  const detail = page.getByRole('region', { name: /^Event #\d+$/ });
  await expect(detail.getByText('SignedIn, version 1')).toBeVisible();
  await expect(detail.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(events.getByText('created the project')).toBeVisible();
  await expect(events.getByText('audited-reader signed out.')).toBeVisible();

  // Still what it was?
  const evidence = page.getByRole('region', { name: 'Evidence' });
  await evidence.getByRole('button', { name: 'Verify the whole log' }).click();
  await expect(evidence.getByRole('status')).toHaveText(/^Intact: verified up to #\d+\.$/, { timeout: 30_000 });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    evidence.getByRole('link', { name: 'Keep a checkpoint' }).click(),
  ]);
  expect(await readFile(await download.path(), 'utf8')).toMatch(
    /^scholia\/main\/[0-9a-f]{16}\n\d+\n[\s\S]*\n\u2014 scholia/,
  );
  await page.screenshot({ path: 'test-results/audit.png' });
  await page.close();
});

test('an administrator takes the log out of a project, and reads the report', async ({ browser }) => {
  const page = await (await administrator(browser)).newPage();
  await page.goto(`${baseUrl()}/audit`);
  await page.getByRole('combobox', { name: 'Project' }).selectOption({ index: 1 });
  const menu = page.getByRole('dialog', { name: 'Download' });
  const download = async (format: string) => {
    await page.getByRole('button', { name: 'Download' }).click();
    await expect(menu.getByText(/^Events of this project, #1 to #\d+/)).toBeVisible();
    await page.screenshot({ path: 'test-results/audit-download.png' });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      menu.getByRole('link', { name: new RegExp(`^${format}`, 'i') }).click(),
    ]);
    await expect(menu).toBeHidden();
    return { name: file.suggestedFilename(), content: await readFile(await file.path()) };
  };
  const table = await download('csv');
  expect(table.name).toMatch(/^audit-project-[0-9a-f]{8}-1-\d+\.csv$/);
  expect(table.content.toString()).toMatch(/^position,recorded_at,.*\r\n/);
  expect(JSON.parse((await download('fhir')).content.toString())).toMatchObject({ resourceType: 'Bundle' });
  expect((await download('bundle')).content.subarray(0, 2).toString()).toBe('PK');
  // Each download is an event in the next; a bundle told no names.
  const report = await download('report');
  expect(report.content.toString()).toMatch(/as bundle, #1 to #\d+\./);
  expect(report.content.toString()).toMatch(/as csv, #1 to #\d+, with names\./);
  const reading = await page.context().newPage();
  await reading.setContent(report.content.toString());
  await expect(reading.getByRole('heading', { name: 'Timeline' })).toBeVisible();
  await expect(reading.getByRole('heading', { level: 1 })).toHaveText(/^Demo/);
  await reading.screenshot({ path: 'test-results/audit-report.png', fullPage: true });

  // What cannot be had is said before.
  await page.getByLabel('From').fill('2100-01-01');
  await page.getByRole('button', { name: 'Download' }).click();
  await expect(menu.getByRole('alert')).toHaveText(/^There is no event from 2/);
  await page.close();
});

test('who may not read the trail sees none of it; a reviewer that of the project; an auditor everything', async ({
  browser,
}) => {
  const annotator = await join(browser, 'curious-reader', 'annotator');
  await annotator.page.goto(`${baseUrl()}/audit`);
  await expect(annotator.page.getByRole('heading', { name: /not found|no such page/i })).toBeVisible();

  const { page: ofProject } = await join(browser, 'careful-reviewer', 'reviewer');
  await ofProject.getByRole('link', { name: /Demo/ }).click();
  await ofProject.getByRole('button', { name: 'Audit' }).click();
  const events = (page: Page) => page.getByRole('list', { name: 'Events' });
  await expect(events(ofProject).getByText('made careful-reviewer reviewer')).toBeVisible();
  await expect(events(ofProject).getByText('signed in')).toHaveCount(0);
  await expect(ofProject.getByRole('region', { name: 'Evidence' })).toHaveCount(0);
  await expect(ofProject.getByRole('button', { name: 'Download' })).toHaveCount(0);

  const { page: ofAll } = await auditor(browser, 'outside-auditor');
  await ofAll.getByRole('button', { name: 'Account' }).click();
  await expect(ofAll.getByRole('menuitem', { name: 'Activity' })).toHaveCount(0);
  await ofAll.getByRole('menuitem', { name: 'Audit' }).click();
  await expect(events(ofAll).getByText('outside-auditor signed in (password).')).toBeVisible();
  await expect(ofAll.getByRole('region', { name: 'Evidence' })).toBeVisible();
  await ofAll.getByRole('button', { name: 'Download' }).click();
  const [bundle] = await Promise.all([
    ofAll.waitForEvent('download'),
    ofAll
      .getByRole('dialog', { name: 'Download' })
      .getByRole('link', { name: /^Bundle/ })
      .click(),
  ]);
  expect(bundle.suggestedFilename()).toMatch(/^audit-.*\.zip$/);
});

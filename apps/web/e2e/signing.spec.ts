import { expect, test } from '@playwright/test';
import { administrator, baseUrl, demoProject, join } from './people.ts';
import { choose, drag, openImage, saved } from './reading.ts';

test('a reading is signed by who submits and by who reviews it, and that is shown wherever it is', async ({
  browser,
}) => {
  const reader = await join(browser, 'signing-reader', 'annotator');
  const reviewer = await join(browser, 'signing-reviewer', 'reviewer');
  const admin = await (await administrator(browser)).newPage();
  await admin.goto(`${baseUrl()}/projects/${await demoProject(browser)}`);
  const setSigning = async (isOn: boolean) => {
    await admin.getByRole('button', { name: 'Labels and members' }).click();
    await admin.getByRole('tab', { name: 'Signatures' }).click();
    for (const stage of [/^Submitting a reading/, /^Reviewing a reading/]) {
      await admin.getByRole('checkbox', { name: stage }).setChecked(isOn);
      await expect(admin.getByRole('checkbox', { name: stage })).toBeEnabled();
    }
    await admin.screenshot({ path: 'test-results/signing-settings.png' });
    await admin.keyboard.press('Escape');
  };
  await setSigning(true);

  await openImage(reader.page, 'case-09');
  await choose(reader.page, 'Brush, disc', 'Liver');
  await drag(reader.page, [
    [40, 40, 30],
    [50, 40, 30],
  ]);
  await saved(reader.page);
  await reader.page.getByRole('button', { name: 'Submit', exact: true }).click();
  const dialog = reader.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'I read this case independently.' }).check();
  await dialog.getByLabel('Your password').fill('not the password');
  await dialog.getByRole('button', { name: 'Sign and submit' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('That is not your password.');
  await reader.page.screenshot({ path: 'test-results/signing-submit.png' });
  await dialog.getByLabel('Your password').fill('a long password of signing-reader');
  await dialog.getByRole('button', { name: 'Sign and submit' }).click();
  const awaited = { name: 'Awaits a reviewer’s signature' };
  await expect(reader.page.getByRole('button', awaited)).toBeVisible();
  await expect(reader.page.getByRole('button', { name: 'Sign', exact: true })).toHaveCount(0);

  const { page } = reviewer;
  await page.goto(baseUrl());
  await page.getByRole('link', { name: /Demo/ }).first().click();
  const row = page.getByRole('row', { name: /case-09/ });
  await expect(row.getByRole('img', { name: 'Signed by signing-reader' })).toBeVisible();
  await row.getByRole('link', { name: 'case-09' }).click();
  await page.getByRole('button', awaited).click();
  await expect(page.getByRole('dialog', { name: 'Signatures' })).toContainText('“I read this case independently.”');
  await page.screenshot({ path: 'test-results/signing-awaited.png', animations: 'disabled' });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Sign', exact: true }).click();
  const sign = page.getByRole('dialog', { name: 'Sign this reading' });
  await sign.getByRole('radio', { name: 'I reviewed this reading and approve it.' }).check();
  await sign.getByLabel('Your password').fill('a long password of signing-reviewer');
  await page.screenshot({ path: 'test-results/signing-review.png' });
  await sign.getByRole('button', { name: 'Sign', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Signed by 2 people' })).toBeVisible();
  // Without a reload, for who submitted it, too.
  await expect(reader.page.getByRole('button', { name: 'Signed by 2 people' })).toBeVisible();

  await page.getByRole('button', { name: 'Reopen' }).click();
  const reopen = page.getByRole('dialog');
  await reopen.getByLabel('Reason').fill('a piece is missing');
  await reopen.getByRole('radio').check();
  await reopen.getByLabel('Your password').fill('a long password of signing-reviewer');
  await reopen.getByRole('button', { name: 'Sign and reopen' }).click();
  await expect(page.getByRole('button', { name: 'Signed earlier' })).toBeVisible();
  await setSigning(false);
  await admin.close();
});

test('who came by a link chooses a password when signing for the first time', async ({ browser }) => {
  const page = await (await administrator(browser)).newPage();
  await page.goto(baseUrl());
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Choose a password' });
  await dialog.getByLabel('New password').fill('a password of ten');
  await page.screenshot({ path: 'test-results/password.png' });
  await dialog.getByRole('button', { name: 'Save password' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByRole('menuitem', { name: 'Password' }).click();
  await expect(page.getByRole('dialog', { name: 'Change your password' })).toBeVisible();
  await page.close();
});

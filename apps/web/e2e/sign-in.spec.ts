import { expect, test } from '@playwright/test';

/** Address of a running server with the demo's data, as `npm start` prints it. */
const url = process.env.SCHOLIA_E2E_URL;

test.skip(!url, 'SCHOLIA_E2E_URL names no running server');

test('a stranger is asked to sign in, and is told when that fails', async ({ page }) => {
  await page.goto(`${url}/admin`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fadmin$/);
  await page.getByLabel('E-mail').fill('nobody@example.org');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'do not match' })).toBeVisible();
});

test('a spent sign-in link says so', async ({ page }) => {
  await page.goto(`${url}/sign-in/link?token=spent`);
  await expect(page.getByRole('alert').filter({ hasText: 'has been used or is too old' })).toBeVisible();
});

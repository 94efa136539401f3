import { expect, test } from '@playwright/test';
import { baseUrl } from './people.ts';

test('a stranger is asked to sign in, and is told when that fails', async ({ page }) => {
  await page.goto(`${baseUrl()}/admin`);
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fadmin$/);
  await page.getByLabel('E-mail').fill('nobody@example.org');
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'do not match' })).toBeVisible();
});

test('a spent sign-in link says so', async ({ page }) => {
  await page.goto(`${baseUrl()}/sign-in/link?token=spent`);
  await expect(page.getByRole('alert').filter({ hasText: 'has been used or is too old' })).toBeVisible();
});

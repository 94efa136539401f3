import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';

export const baseUrl = () => process.env.SCHOLIA_E2E_URL ?? '';

/** A person with a browser of their own, signed in. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

let admin: Promise<BrowserContext> | undefined;

/** The administrator, signed in by the one-time link that `npm start` printed; a test process that follows another, by its cookie. */
export function administrator(browser: Browser): Promise<BrowserContext> {
  const kept = process.env.SCHOLIA_E2E_ADMIN ?? '';
  admin ??= (async () => {
    if (existsSync(kept)) return await browser.newContext({ storageState: kept });
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(process.env.SCHOLIA_E2E_LINK ?? '');
    await expect(page.getByRole('link', { name: /Demo/ })).toBeVisible();
    await page.close();
    await context.storageState({ path: kept });
    return context;
  })();
  return admin;
}

/** Calls a mutation of the API as the administrator. */
async function mutate(browser: Browser, procedure: string, input: unknown) {
  const { request } = await administrator(browser);
  const answer = await request.post(`${baseUrl()}/api/trpc/${procedure}`, {
    data: { json: input },
    headers: { origin: baseUrl() },
  });
  expect(answer.ok(), `${procedure}: ${await answer.text()}`).toBe(true);
  return (await answer.json()).result.data.json;
}

export async function demoProject(browser: Browser): Promise<string> {
  const { request } = await administrator(browser);
  const answer = await request.get(`${baseUrl()}/api/v1/projects`);
  const found = (await answer.json()).find(({ name }: { name: string }) => name.startsWith('Demo'));
  return found.projectId;
}

/** From now on a submission in the demo project teaches a model that takes clicks, for a second. */
export const teachClicks = (browser: Browser): Promise<void> => setPolicy(browser, false);

/** No model of the demo project takes the place of another from now on. */
export async function teachNoMore(browser: Browser, page: Page): Promise<void> {
  await setPolicy(browser, true);
  const runs = `${baseUrl()}/api/v1/projects/${await demoProject(browser)}/training-runs`;
  const going = ['requested', 'running', 'cancelling'];
  await expect
    .poll(async () => {
      const told: { status: string }[] = await (await page.request.get(runs)).json();
      return told.filter(({ status }) => going.includes(status));
    })
    .toEqual([]);
}

async function setPolicy(browser: Browser, isPaused: boolean): Promise<void> {
  const projectId = await demoProject(browser);
  const policy = { isPaused, afterSubmissions: 1, waitSeconds: 0, seconds: 1, budgetHours: null };
  await mutate(browser, 'training.setPolicy', { projectId, ...policy, methods: ['deepedit'], promotes: 'when-better' });
}

/** A new person with a role in the demo project, who signs in with a password at the sign-in page. */
export async function join(browser: Browser, name: string, role: 'annotator' | 'reviewer' | 'viewer'): Promise<Person> {
  const { userId } = await mutate(browser, 'users.add', accountOf(name));
  await mutate(browser, 'projects.grantRole', { projectId: await demoProject(browser), userId, role });
  return await signIn(browser, name);
}

/** A new auditor of the organisation, signed in. */
export async function auditor(browser: Browser, name: string): Promise<Person> {
  await mutate(browser, 'users.add', { ...accountOf(name), isAuditor: true });
  return await signIn(browser, name);
}

const accountOf = (name: string) => ({
  email: `${name}@scholia.test`,
  name,
  password: `a long password of ${name}`,
});

async function signIn(browser: Browser, name: string): Promise<Person> {
  const { email, password } = accountOf(name);
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${baseUrl()}/sign-in`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('link', { name: /Demo/ })).toBeVisible();
  return { context, page };
}

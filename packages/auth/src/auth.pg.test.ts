import { type Clock, seededRandom, systemRandom, type UserId } from '@scholia/core';
import { EventStore } from '@scholia/event-store';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Auth, createAuth } from './create-auth.ts';
import { AUTH_ROUTES } from './handle-auth.ts';
import { colorOf } from './palette.ts';

const BASE = 'http://scholia.test:4000';
const SYSTEM = { type: 'system', name: 'test' } as const;
const PASSWORD = 'correct horse battery';

let database: TestDatabase;
let events: EventStore;
let auth: Auth;
let nowMs: number;
const clock: Clock = () => nowMs;

beforeEach(async () => {
  nowMs = Date.now();
  database = await createTestDatabase();
  events = new EventStore(database.sql, { logId: 'main', clock, random: seededRandom(1) });
  auth = createAuth({
    sql: database.sql,
    events,
    secret: 'a secret that is long enough for it',
    baseUrl: BASE,
    clock,
    random: systemRandom,
    log: () => undefined,
  });
});
afterEach(async () => {
  await events.close();
  await database.drop();
});

async function register(email = 'reader-1@example.org', password: string | undefined = PASSWORD): Promise<UserId> {
  const { result } = await events.transact((tx) =>
    auth.addUser(tx, { email, name: email.split('@')[0], password, isAdmin: false }, SYSTEM),
  );
  return result;
}

function signIn(email: string, password: string, headers: Record<string, string> = {}): Promise<Response> {
  const sent = { 'content-type': 'application/json', origin: BASE, host: new URL(BASE).host, ...headers };
  const body = JSON.stringify({ email, password });
  return auth.handle(new Request(`${BASE}/api/auth/sign-in/email`, { method: 'POST', headers: sent, body }));
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

const typesInLog = async () => (await events.read({ after: 0n, limit: 1000 })).map(({ type }) => type);

describe('sign-in by password', () => {
  it('starts a session that authenticates, and says so in the log without a name', async () => {
    const userId = await register();
    const response = await signIn('Reader-1@example.org', PASSWORD);
    expect(response.status).toBe(200);
    const headers = new Headers({ cookie: cookieOf(response) });
    expect(await auth.authenticate({ headers, url: '/sync/x' })).toEqual({
      userId,
      name: 'reader-1',
      color: colorOf(0),
      isAdmin: false,
      isAuditor: false,
      via: 'session',
    });
    expect(await typesInLog()).toEqual(['UserRegistered', 'SignedIn']);
    const log = await events.read({ after: 0n, limit: 10 });
    expect(log.map(({ canonical }) => new TextDecoder().decode(canonical)).join()).not.toMatch(/reader|example/i);
  });

  it('leaves no session and a SignInFailed event after a wrong password', async () => {
    await register();
    const response = await signIn('reader-1@example.org', 'wrong');
    expect(response.status).toBe(401);
    expect(cookieOf(response)).toBe('');
    expect(await typesInLog()).toEqual(['UserRegistered', 'SignInFailed']);
    expect(await database.sql`select 1 from session`).toHaveLength(0);
  });

  it('makes guessing wait, for that account only', async () => {
    await register();
    await register('reader-2@example.org');
    for (let attempt = 0; attempt < 10; attempt++) await signIn('reader-1@example.org', `guess ${attempt}`);
    const blocked = await signIn('reader-1@example.org', PASSWORD);
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await signIn('reader-2@example.org', PASSWORD)).status).toBe(200);
    nowMs += 16 * 60_000;
    expect((await signIn('reader-1@example.org', PASSWORD)).status).toBe(200);
  });

  it('keeps session and event together: when the event cannot be written there is no session', async () => {
    await register();
    await database.ownerSql`revoke insert on events from scholia_app`;
    await expect(signIn('reader-1@example.org', PASSWORD)).rejects.toThrow();
    expect(await database.sql`select 1 from session`).toHaveLength(0);
  });

  it('refuses a page of another site', async () => {
    await register();
    expect((await signIn('reader-1@example.org', PASSWORD, { origin: 'http://evil.test' })).status).toBe(403);
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    const headers = new Headers({ cookie, origin: 'http://scholia.test:9999', host: 'scholia.test:4000' });
    expect(await auth.authenticate({ headers, url: '/' })).toBeNull();
  });

  it('has no sign-up and nothing else that would change people without an event', async () => {
    for (const path of ['/sign-up/email', '/update-user', '/delete-user', '/change-email']) {
      const request = new Request(`${BASE}/api/auth${path}`, { method: 'POST', body: '{}' });
      expect((await auth.handle(request)).status).toBe(404);
    }
  });

  it('is kept alive by what a person does, not by what the server asks', async () => {
    await register();
    const headers = new Headers({ cookie: cookieOf(await signIn('reader-1@example.org', PASSWORD)) });
    await database.ownerSql`update session set "expiresAt" = now() + interval '1 day'`;
    const expiry = async () =>
      (await database.sql<{ expiresAt: Date }[]>`select "expiresAt" from session`)[0].expiresAt;
    const before = await expiry();
    expect(await auth.authenticate({ headers, url: '/', isBackground: true })).not.toBeNull();
    expect(await expiry()).toEqual(before);
    expect(await auth.authenticate({ headers, url: '/' })).not.toBeNull();
    expect((await expiry()).getTime()).toBeGreaterThan(before.getTime());
  });

  it('changes a password with its event, or changes nothing', async () => {
    await register();
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    const change = (currentPassword: string) =>
      auth.handle(
        new Request(`${BASE}/api/auth/change-password`, {
          method: 'POST',
          headers: { cookie, origin: BASE, 'content-type': 'application/json' },
          body: JSON.stringify({ currentPassword, newPassword: `${PASSWORD}-2`, revokeOtherSessions: true }),
        }),
      );
    expect((await change('wrong')).status).toBe(400);
    expect((await change(PASSWORD)).status).toBe(200);
    expect(await typesInLog()).toEqual(['UserRegistered', 'SignedIn', 'AccessDenied', 'PasswordChanged']);
    expect((await signIn('reader-1@example.org', `${PASSWORD}-2`)).status).toBe(200);
  });

  it('ends with sign-out', async () => {
    await register();
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    const headers = { cookie, origin: BASE };
    const out = await auth.handle(new Request(`${BASE}/api/auth/sign-out`, { method: 'POST', headers }));
    expect(out.status).toBe(200);
    expect(await typesInLog()).toEqual(['UserRegistered', 'SignedIn', 'SignedOut']);
    expect(await auth.authenticate({ headers: new Headers({ cookie }), url: '/' })).toBeNull();
  });
});

describe('confirming who one is', () => {
  const post = async (path: string, cookie: string, body: Record<string, string>) => {
    const headers = { cookie, origin: BASE, 'content-type': 'application/json' };
    const request = new Request(`${BASE}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const response = await auth.handle(request);
    return { status: response.status, body: (await response.json()) as { confirmation: string } };
  };
  const spend = (userId: UserId, confirmation: string) =>
    events.transact((tx) => auth.spendConfirmation(tx, { userId, confirmation }));
  const tooLate = { code: 'signature-required' };

  it('takes the password, counts once, for this person, for five minutes', async () => {
    const [userId, other] = [await register(), await register('reader-2@example.org')];
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    expect((await post('confirm', '', { password: PASSWORD })).status).toBe(401);
    const { status, body } = await post('confirm', cookie, { password: PASSWORD });
    expect(status).toBe(200);
    expect(JSON.stringify(await database.sql`select * from verification`)).not.toContain(body.confirmation);
    await expect(spend(other, body.confirmation)).rejects.toMatchObject(tooLate);
    await spend(userId, body.confirmation);
    await expect(spend(userId, body.confirmation)).rejects.toMatchObject(tooLate);
    const { body: old } = await post('confirm', cookie, { password: PASSWORD });
    nowMs += 5 * 60_000;
    await expect(spend(userId, old.confirmation)).rejects.toMatchObject(tooLate);
    expect((await typesInLog()).slice(-2)).toEqual(['IdentityConfirmed', 'IdentityConfirmed']);
  });

  it('is an event when it fails, and makes guessing wait', async () => {
    const userId = await register();
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await post('confirm', cookie, { password: `guess ${attempt}` })).status).toBe(403);
    expect((await post('confirm', cookie, { password: PASSWORD })).status).toBe(429);
    const failed = await events.read({ after: 0n, limit: 100, types: ['SignInFailed'] });
    expect(failed).toHaveLength(10);
    expect(failed[0]).toMatchObject({ payload: { method: 'confirmation' }, actor: { type: 'user', userId } });
  });

  it('needs a password, which who came by a link sets at once or not at all', async () => {
    const person = { email: 'reader-1@example.org', name: 'reader-1' };
    const { result: userId } = await events.transact((tx) => auth.addUser(tx, person, SYSTEM));
    const session = async () => {
      const { result } = await events.transact((tx) => auth.createSignInLink(tx, userId, SYSTEM));
      return cookieOf(await auth.redeemSignInLink(result));
    };
    const old = await session();
    expect(await auth.hasPassword(userId)).toBe(false);
    expect((await post('confirm', old, { password: PASSWORD })).status).toBe(403);
    nowMs += 16 * 60_000;
    expect((await post('set-password', old, { password: PASSWORD })).status).toBe(403);
    await database.ownerSql`update session set "createdAt" = ${new Date(nowMs)}`;
    expect((await post('set-password', old, { password: 'short' })).status).toBe(400);
    expect((await post('set-password', old, { password: PASSWORD })).status).toBe(200);
    expect(await auth.hasPassword(userId)).toBe(true);
    expect((await post('set-password', old, { password: `${PASSWORD}-2` })).status).toBe(409);
    expect((await post('confirm', old, { password: PASSWORD })).status).toBe(200);
    expect((await typesInLog()).slice(-2)).toEqual(['PasswordChanged', 'IdentityConfirmed']);
  });
});

describe('every route', () => {
  const post = (path: string, body: unknown, cookie = '') =>
    auth.handle(
      new Request(`${BASE}/api/auth${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: BASE, cookie },
        body: JSON.stringify(body),
      }),
    );
  const signedIn = async () => cookieOf(await signIn('reader-1@example.org', PASSWORD));
  const password = { newPassword: `${PASSWORD}-2` };

  /** What each does, when it succeeds and when it is refused, and what the log then says. */
  const SCENES: Record<
    string,
    { succeeds: () => Promise<Response>; refused: () => Promise<Response>; told: string[] }
  > = {
    'POST /sign-in/email': {
      succeeds: () => signIn('reader-1@example.org', PASSWORD),
      refused: () => signIn('reader-1@example.org', 'wrong'),
      told: ['SignedIn', 'SignInFailed'],
    },
    'POST /sign-in/link': {
      async succeeds() {
        const [{ userId }] = await auth.listUsers();
        const { result } = await events.transact((tx) => auth.createSignInLink(tx, userId, SYSTEM));
        return post('/sign-in/link', { token: result });
      },
      refused: () => post('/sign-in/link', { token: 'spent' }),
      told: ['TokenCreated', 'SignedIn', 'SignInFailed'],
    },
    'POST /sign-out': {
      succeeds: async () => post('/sign-out', {}, await signedIn()),
      refused: () => post('/sign-out', {}),
      told: ['SignedIn', 'SignedOut'],
    },
    'POST /change-password': {
      succeeds: async () => post('/change-password', { currentPassword: PASSWORD, ...password }, await signedIn()),
      refused: async () =>
        post(
          '/change-password',
          { currentPassword: 'wrong', ...password },
          cookieOf(await signIn('reader-1@example.org', password.newPassword)),
        ),
      told: ['SignedIn', 'PasswordChanged', 'SignedIn', 'AccessDenied'],
    },
    'POST /set-password': {
      async succeeds() {
        const { result: userId } = await events.transact((tx) =>
          auth.addUser(tx, { email: 'b@example.org', name: 'b' }, SYSTEM),
        );
        const { result } = await events.transact((tx) => auth.createSignInLink(tx, userId, SYSTEM));
        return post('/set-password', { password: PASSWORD }, cookieOf(await auth.redeemSignInLink(result)));
      },
      refused: async () => post('/set-password', { password: PASSWORD }, await signedIn()),
      told: ['UserRegistered', 'TokenCreated', 'SignedIn', 'PasswordChanged', 'SignedIn', 'AccessDenied'],
    },
    'POST /confirm': {
      succeeds: async () => post('/confirm', { password: PASSWORD }, await signedIn()),
      refused: async () => post('/confirm', { password: 'wrong' }, await signedIn()),
      told: ['SignedIn', 'IdentityConfirmed', 'SignedIn', 'SignInFailed'],
    },
    'GET /get-session': {
      succeeds: async () =>
        auth.handle(new Request(`${BASE}/api/auth/get-session`, { headers: { cookie: await signedIn() } })),
      refused: () => auth.handle(new Request(`${BASE}/api/auth/get-session`)),
      told: ['SignedIn'],
    },
  };

  it('has a scene here', () => expect(Object.keys(SCENES).sort()).toEqual(Object.keys(AUTH_ROUTES).sort()));

  for (const [route, { succeeds, refused, told }] of Object.entries(SCENES))
    it(`${route}: tells what it did, and what it refused`, async () => {
      await register();
      expect((await succeeds()).ok).toBe(true);
      await refused();
      expect(await typesInLog()).toEqual(['UserRegistered', ...told]);
    });
});

describe('addUser', () => {
  it('makes auditors, who are no administrators', async () => {
    const add = (isAdmin: boolean) =>
      events.transact((tx) =>
        auth.addUser(tx, { email: 'a@example.org', name: 'a', isAdmin, isAuditor: true }, SYSTEM),
      );
    await expect(add(true)).rejects.toMatchObject({ code: 'bad-request' });
    await add(false);
    expect(await auth.listUsers()).toMatchObject([{ isAdmin: false, isAuditor: true }]);
    expect(await typesInLog()).toEqual(['UserRegistered', 'AuditorAppointed']);
  });

  it('refuses an address that has an account', async () => {
    await register();
    await expect(register('READER-1@example.org')).rejects.toMatchObject({ code: 'duplicate' });
  });

  it('gives everybody a colour of their own', async () => {
    for (let n = 0; n < 4; n++) await register(`reader-${n}@example.org`, undefined);
    const people = await auth.listUsers();
    expect(people.map(({ color }) => color)).toEqual([0, 1, 2, 3].map(colorOf));
  });
});

describe('sign-in links', () => {
  const link = (userId: UserId) => events.transact((tx) => auth.createSignInLink(tx, userId, SYSTEM));

  it('work once', async () => {
    const userId = await register();
    const { result: token } = await link(userId);
    const first = await auth.redeemSignInLink(token);
    expect(first.status).toBe(200);
    const headers = new Headers({ cookie: cookieOf(first) });
    expect(await auth.authenticate({ headers, url: '/' })).toMatchObject({ userId, via: 'session' });
    expect((await auth.redeemSignInLink(token)).status).toBe(401);
    expect(await typesInLog()).toEqual(['UserRegistered', 'TokenCreated', 'SignedIn', 'SignInFailed']);
  });

  it('work once even when two spend it at the same time', async () => {
    const { result: token } = await link(await register());
    const answers = await Promise.all([1, 2, 3].map(() => auth.redeemSignInLink(token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it('are too old after 15 minutes', async () => {
    const { result: token } = await link(await register());
    nowMs += 15 * 60_000;
    expect((await auth.redeemSignInLink(token)).status).toBe(401);
  });

  it('are stored as a hash', async () => {
    const { result: token } = await link(await register());
    const rows = await database.sql`select * from verification`;
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('API tokens', () => {
  const create = (userId: UserId) =>
    events.transact((tx) => auth.createToken(tx, { userId, name: 'laptop' }, { type: 'user', userId }));

  it('authenticate as bearer and in the query, until revoked', async () => {
    const userId = await register();
    const { tokenId, token } = (await create(userId)).result;
    expect(token).toMatch(/^scholia_[\w-]{43}$/);
    const bearer = { headers: new Headers({ authorization: `Bearer ${token}` }), url: '/' };
    expect(await auth.authenticate(bearer)).toMatchObject({ userId, via: 'token' });
    const inQuery = { headers: new Headers(), url: `/sync/x?ack=1&token=${token}` };
    expect(await auth.authenticate(inQuery)).toMatchObject({ userId, via: 'token' });
    expect((await auth.listTokens(userId))[0]).toMatchObject({ tokenId, name: 'laptop' });
    expect((await auth.listTokens(userId))[0].lastUsedAt).not.toBeNull();

    const revoke = () => events.transact((tx) => auth.revokeToken(tx, { tokenId, userId }, { type: 'user', userId }));
    await revoke();
    expect(await auth.authenticate(bearer)).toBeNull();
    expect(await auth.listTokens(userId)).toEqual([]);
    await expect(revoke()).rejects.toMatchObject({ code: 'not-found' });
    expect(await typesInLog()).toEqual(['UserRegistered', 'TokenCreated', 'TokenRevoked']);
  });

  it('are stored as a hash, and a wrong one is not excused by a good cookie', async () => {
    const userId = await register();
    const { token } = (await create(userId)).result;
    expect(JSON.stringify(await database.sql`select * from api_tokens`)).not.toContain(token);
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    const headers = new Headers({ cookie, authorization: 'Bearer scholia_wrong' });
    expect(await auth.authenticate({ headers, url: '/' })).toBeNull();
  });
});

describe('authenticate', () => {
  it('knows nobody without credentials', async () => {
    expect(await auth.authenticate({ headers: new Headers(), url: '/' })).toBeNull();
    expect(
      await auth.authenticate({ headers: new Headers({ cookie: 'scholia.session_token=x.y' }), url: '/' }),
    ).toBeNull();
  });

  it('says that the database is away rather than that nobody is signed in', async () => {
    await register();
    const cookie = cookieOf(await signIn('reader-1@example.org', PASSWORD));
    await database.sql.end();
    const away = { code: 'database-unavailable' };
    await expect(auth.authenticate({ headers: new Headers({ cookie }), url: '/' })).rejects.toMatchObject(away);
    const bearer = new Headers({ authorization: 'Bearer scholia_x' });
    await expect(auth.authenticate({ headers: bearer, url: '/' })).rejects.toMatchObject(away);
  });
});

describe('the database away', () => {
  it('is a 503 for whoever signs in', async () => {
    await register();
    await database.sql.end();
    const response = await signIn('reader-1@example.org', PASSWORD);
    expect([response.status, (await response.json()).code]).toEqual([503, 'database-unavailable']);
  });
});

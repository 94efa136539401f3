import type { ProjectId } from '@scholia/core';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invoke } from './invoke.ts';
import { grantRole } from './projects/grant-role.ts';
import { revokeRole } from './projects/revoke-role.ts';
import { type AppRouter, appRouter, createCaller } from './router.ts';
import { ApiWorld, LABELS } from './testing/api-world.ts';
import { createContext } from './trpc.ts';

let world: ApiWorld;
let projectId: ProjectId;
beforeAll(async () => {
  world = await ApiWorld.open();
  projectId = await world.project();
});
afterAll(() => world.close());

const handle = (request: Request) =>
  fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    createContext: () => createContext(world.services, request),
  });

/** A real client over the real handler; only the socket is left out. */
function client(token: string | undefined) {
  const fetch = (input: RequestInfo | URL | string, init?: unknown) =>
    handle(new Request(input as string, init as RequestInit));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const url = 'http://scholia.test/api/trpc';
  return createTRPCClient<AppRouter>({ links: [httpLink({ url, headers, transformer: superjson, fetch })] });
}

async function failure(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(error instanceof TRPCClientError)) throw new Error('it did not fail');
  return error as TRPCClientError<AppRouter>;
}

describe('the router over HTTP', () => {
  it('does what a use case does', async () => {
    const trpc = client(await world.tokenOf(world.admin));
    const { projectId: created } = await trpc.projects.create.mutate({ name: 'Over HTTP', labels: LABELS });
    const projects = await trpc.projects.list.query();
    expect(projects.find((project) => project.projectId === created)).toMatchObject({ role: 'admin', labels: LABELS });
    expect(await trpc.users.me.query()).toMatchObject({ userId: world.admin.userId, isAdmin: true });
  });

  it('puts our code beside the code of tRPC, and no stack', async () => {
    const nobody = await failure(client(undefined).projects.list.query());
    expect(nobody.data).toMatchObject({ code: 'UNAUTHORIZED', appCode: 'not-signed-in', retry: 'never' });
    const trpc = client(await world.tokenOf(world.outsider));
    const denied = await failure(trpc.projects.get.query({ projectId }));
    expect(denied.data).toMatchObject({ code: 'FORBIDDEN', appCode: 'not-permitted', httpStatus: 403 });
    const wrong = await failure(trpc.projects.get.query({ projectId: 'x' as ProjectId }));
    expect(wrong.data).toMatchObject({ code: 'BAD_REQUEST', appCode: 'bad-request' });
    expect(JSON.stringify([nobody.shape, denied.shape, wrong.shape])).not.toMatch(/\.ts:|node_modules/);
  });
});

interface Live {
  next(): Promise<{ id: string; type: string }>;
  stop(): void;
}

/** Follows events.live; `next` waits for the next one. */
async function follow(user = world.admin, input: Record<string, unknown> = {}): Promise<Live> {
  const stopper = new AbortController();
  const caller = createCaller({ services: world.services, user }, { signal: stopper.signal });
  const stream = await caller.events.live(input);
  const iterator = stream[Symbol.asyncIterator]();
  return {
    async next() {
      const { value } = await iterator.next();
      const [id, event] = value as unknown as [string, { type: string }];
      return { id, type: event.type };
    },
    stop: () => stopper.abort(),
  };
}

describe('events.live', () => {
  it('tells of what happens from now on, in order', async () => {
    const live = await follow();
    const first = live.next();
    const readingId = await world.reading(await world.image(projectId));
    await world.paint(readingId, 1, [1, 1, 1]);
    expect((await first).type).toBe('ImageImported');
    expect((await live.next()).type).toBe('ReadingOpened');
    expect((await live.next()).type).toBe('OperationCommitted');
    live.stop();
  });

  it('goes on after the last event that the client got', async () => {
    const before = String(await world.services.events.head());
    await world.image(projectId);
    await world.image(projectId);
    const all = await world.eventsAfter(BigInt(before));
    const live = await follow(world.admin, { after: before });
    const seen = [await live.next()];
    live.stop();
    const again = await follow(world.admin, { after: '0', lastEventId: seen[0].id });
    seen.push(await again.next());
    again.stop();
    expect(seen.map(({ id }) => id)).toEqual(all.slice(0, 2).map(({ position }) => String(position)));
  });

  it('shows only projects in which one has a role, as soon as and as long as one has it', async () => {
    const reader = await world.member(await world.project('Elsewhere'), 'viewer');
    const start = String(await world.services.events.head());
    const as = world.as(world.admin);
    await world.image(projectId);
    await invoke(grantRole, as, { projectId, userId: reader.userId, role: 'viewer' });
    await world.image(projectId);
    await invoke(revokeRole, as, { projectId, userId: reader.userId });
    await world.image(projectId);
    await invoke(grantRole, as, { projectId, userId: reader.userId, role: 'viewer' });
    await invoke(revokeRole, as, { projectId, userId: reader.userId });
    const live = await follow(reader, { after: start });
    const seen: string[] = [];
    for (let index = 0; index < 5; index++) seen.push((await live.next()).type);
    live.stop();
    expect(seen).toEqual(['RoleGranted', 'ImageImported', 'RoleRevoked', 'RoleGranted', 'RoleRevoked']);
  });

  it('chooses types and leaves out the bytes of operations', async () => {
    const start = String(await world.services.events.head());
    const readingId = await world.reading(await world.image(projectId));
    await world.paint(readingId, 1, [1, 1, 1]);
    const caller = createCaller(
      { services: world.services, user: world.admin },
      { signal: new AbortController().signal },
    );
    const stream = await caller.events.live({ after: start, types: ['OperationCommitted'], projectId });
    for await (const [, event] of stream as unknown as AsyncIterable<[string, { payload: object; sentence: string }]>) {
      expect(event.payload).not.toHaveProperty('bytes');
      expect(event.sentence).toContain('admin');
      break;
    }
  });

  it('is server-sent events on the wire, with positions as ids', async () => {
    const start = String(await world.services.events.head());
    await world.image(projectId);
    const input = encodeURIComponent(JSON.stringify(superjson.serialize({ after: start })));
    const stopper = new AbortController();
    const response = await handle(
      new Request(`http://scholia.test/api/trpc/events.live?input=${input}`, {
        headers: { authorization: `Bearer ${await world.tokenOf(world.admin)}` },
        signal: stopper.signal,
      }),
    );
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(chunk);
      if (text.includes('id: ')) break;
    }
    stopper.abort();
    expect(text).toContain(`id: ${BigInt(start) + 1n}`);
  });
});

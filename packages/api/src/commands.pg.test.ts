import { isAppError, type ModelId, type ProjectId, type ProposalId, type TrainingRunId, uuidV7 } from '@scholia/core';
import { streams } from '@scholia/domain';
import { encodeLabelmap, Labelmap } from '@scholia/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from './ids.ts';
import { invoke } from './invoke.ts';
import { ROUTES } from './rest/routes.ts';
import { appRouter } from './router.ts';
import { readingOf } from './scopes.ts';
import { ApiWorld, DIMS, LABELS, niftiFile } from './testing/api-world.ts';
import { uploadLabelsFile } from './testing/labels-file.ts';
import { viewing } from './testing/viewing.ts';
import type { UseCase } from './use-case.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await ApiWorld.open();
});
afterAll(() => world.close());

interface Procedure {
  readonly _def: { readonly type: string; readonly meta?: { readonly useCase: UseCase } | undefined };
}
const PROCEDURES: Procedure[] = Object.values(appRouter._def.procedures as unknown as Record<string, Procedure>);

/** Every use case that either registry names. */
function everyUseCase(): UseCase[] {
  const inRouter = PROCEDURES.flatMap(({ _def }) => (_def.meta ? [_def.meta.useCase] : []));
  return [...new Set([...inRouter, ...ROUTES.map(({ useCase }) => useCase)])];
}

const commands = () => everyUseCase().filter(({ kind }) => kind === 'command');

/** For each command: something that an administrator may do with it. */
const SCENES: Record<string, () => Promise<Record<string, unknown>>> = {
  'audit.verify': async () => ({}),
  'projects.create': async () => ({ name: 'New', labels: LABELS }),
  'projects.setLabels': async () => ({
    projectId: await world.project(),
    labels: [...LABELS, { value: 3, name: 'aorta', color: '#cc3311' }],
  }),
  'projects.setSigning': async () => ({ projectId: await world.project(), stages: ['submit'] }),
  'projects.grantRole': async () => ({
    projectId: await world.project(),
    userId: world.outsider.userId,
    role: 'viewer',
  }),
  'projects.revokeRole': async () => {
    const projectId = await world.project();
    return { projectId, userId: (await world.member(projectId, 'viewer')).userId };
  },
  'images.import': async () => ({ projectId: await world.project(), file: fileOf(niftiFile(1000)) }),
  'images.withdraw': async () => ({ imageId: await world.image(await world.project()) }),
  'readings.open': async () => ({ imageId: await world.image(await world.project()) }),
  'readings.viewed': async () => ({ readingId: await paintedReading(), ...viewing() }),
  'readings.submit': async () => ({ readingId: await paintedReading() }),
  'readings.reopen': async () => ({ readingId: await submittedReading(), reason: 'one more look' }),
  'readings.sign': async () => {
    const projectId = await world.project();
    const readingId = await paintedReading(projectId);
    await world.submit(readingId, await world.member(projectId, 'annotator'));
    const { submission } = await readingOf(world.services.sql, readingId);
    const signature = { statement: 'approved', confirmation: await world.confirm(world.admin) };
    return { readingId, stage: 'review', labelDigest: submission?.labelDigest, signature };
  },
  'segmentation.request': async () => ({ readingId: await paintedReading(), label: 1 }),
  'proposals.discard': async () => {
    const readingId = await paintedReading();
    return { readingId, proposalId: await offerProposal(readingId) };
  },
  'labels.upload': async () => ({ readingId: await paintedReading(), file: fileOf(uploadLabelsFile()) }),
  'training.request': async () => ({ projectId: await projectOfReading(await submittedReading()) }),
  'training.cancel': async () => {
    const projectId = await projectOfReading(await submittedReading());
    const runId = newId<TrainingRunId>(world.services);
    await append(streams.training(runId), 'TrainingRequested', { runId, projectId, readings: [], warmStartFrom: null });
    return { runId };
  },
  'users.add': async () => ({ email: `new-${Date.now()}@example.org`, name: 'new' }),
  'users.createSignInLink': async () => ({ userId: world.outsider.userId }),
  'tokens.create': async () => ({ name: 'script' }),
  'tokens.revoke': async () => {
    const { services, admin } = world;
    const { result } = await services.events.transact((tx) =>
      services.auth.createToken(tx, { userId: admin.userId, name: 'x' }, { type: 'user', userId: admin.userId }),
    );
    return { tokenId: result.tokenId };
  },
};

const fileOf = (bytes: Uint8Array) => ({ name: 'x.nii', read: async () => ({ bytes, name: 'x.nii' }) });

async function paintedReading(projectId?: ProjectId) {
  const readingId = await world.reading(await world.image(projectId ?? (await world.project())));
  await world.paint(readingId, 1, [5, 5, 4]);
  return readingId;
}

async function submittedReading() {
  const readingId = await paintedReading();
  const submit = commands().find(({ name }) => name === 'readings.submit');
  if (!submit) throw new Error('submit is registered');
  await invoke(submit, world.as(world.admin), { readingId });
  return readingId;
}

async function projectOfReading(readingId: Awaited<ReturnType<typeof paintedReading>>) {
  return (await readingOf(world.services.sql, readingId)).projectId;
}

async function offerProposal(readingId: Awaited<ReturnType<typeof paintedReading>>) {
  const { imageId, projectId } = await readingOf(world.services.sql, readingId);
  const proposalId = newId<ProposalId>(world.services);
  const blob = await world.services.blobs.put(encodeLabelmap(new Labelmap(DIMS)));
  const modelId = newId<ModelId>(world.services);
  await append(streams.image(imageId), 'ProposalOffered', {
    proposalId,
    imageId,
    projectId,
    readingId: null,
    requestId: null,
    source: { type: 'model', modelId, weights: blob },
    blob,
    voxels: { 1: 10 },
    elapsedMs: 5,
  });
  return proposalId;
}

async function append(streamId: string, type: string, payload: Record<string, unknown>) {
  await world.services.events.transact(async (tx) => {
    const event = { type, payload, actor: { type: 'system', name: 'test' } };
    tx.append({ streamId, events: [event as never] });
  });
}

/** Stands for the sync server of the process: commits like one. */
function attachGateway() {
  world.services.gateway = {
    presence: () => [],
    applyOperations: async (readingId, user, [draft]) => ({
      position: await world.commitOperation(readingId, user, { ...draft, lamport: 1_000_000, seen: 0n }),
    }),
  };
}

describe('every command', () => {
  it('has a scene here', () => {
    expect(
      commands()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(SCENES).sort());
  });

  it('is a mutation in the router, and no query is', () => {
    for (const { _def } of PROCEDURES) {
      if (!_def.meta) continue;
      const { name, kind } = _def.meta.useCase;
      expect([name, _def.type]).toEqual([name, kind === 'command' ? 'mutation' : 'query']);
    }
  });

  it('has the name under which both registries know it', () => {
    for (const [path, { _def }] of Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)) {
      if (_def.meta) expect(_def.meta.useCase.name).toBe(path);
    }
  });

  for (const name of Object.keys(SCENES)) {
    it(`${name}: appends an event when it is done`, async () => {
      attachGateway();
      const useCase = commands().find((one) => one.name === name);
      if (!useCase) throw new Error(`${name} is not registered`);
      const input = await SCENES[name]();
      const before = await world.services.events.head();
      await invoke(useCase, world.as(world.admin), input);
      const appended = await world.eventsAfter(before);
      expect(appended.length).toBeGreaterThan(0);
      expect(appended.every(({ type }) => type !== 'AccessDenied')).toBe(true);
    });

    it(`${name}: is nothing for somebody without a role, and for nobody`, async () => {
      attachGateway();
      const useCase = commands().find((one) => one.name === name);
      if (!useCase) throw new Error(`${name} is not registered`);
      const input = await SCENES[name]();
      const before = await world.services.events.head();
      await expect(invoke(useCase, world.as(null), input)).rejects.toMatchObject({ code: 'not-signed-in' });
      expect(await world.services.events.head()).toBe(before);
      if (useCase.access.type === 'signed-in') return;
      await expect(invoke(useCase, world.as(world.outsider), input)).rejects.toMatchObject({ code: 'not-permitted' });
      const appended = await world.eventsAfter(before);
      expect(appended.map(({ type }) => type)).toEqual(['AccessDenied']);
      expect(appended[0].actor).toEqual({ type: 'user', userId: world.outsider.userId });
    });
  }
});

describe('commit', () => {
  it('checks access again inside the transaction', async () => {
    const projectId = await world.project();
    const admin = await world.member(projectId, 'admin');
    const useCase = commands().find(({ name }) => name === 'images.import');
    if (!useCase) throw new Error('import is registered');
    // The role is taken away while the file is being read.
    const file = {
      name: 'x.nii',
      read: async () => {
        await append(streams.project(projectId), 'RoleRevoked', { projectId, userId: admin.userId });
        return { bytes: niftiFile(2000), name: 'x.nii' };
      },
    };
    const before = await world.services.events.head();
    const refusal = await invoke(useCase, world.as(admin), { projectId, file }).catch((error: unknown) => error);
    expect(isAppError(refusal) && refusal.code).toBe('not-permitted');
    expect((await world.eventsAfter(before)).map(({ type }) => type)).toEqual(['RoleRevoked', 'AccessDenied']);
  });

  it('answers "not found" for what is not there', async () => {
    const useCase = commands().find(({ name }) => name === 'readings.submit');
    if (!useCase) throw new Error('submit is registered');
    const readingId = uuidV7(Date.now(), world.services.random);
    await expect(invoke(useCase, world.as(world.admin), { readingId })).rejects.toMatchObject({ code: 'not-found' });
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from '@scholia/auth';
import { encodeOperation, type Operation } from '@scholia/collab';
import {
  type ImageId,
  type ModelId,
  type ProjectId,
  type ReadingId,
  type TrainingRunId,
  toBase64,
  type UserId,
} from '@scholia/core';
import { type PayloadOf, type Role, streams, type TrainingReading } from '@scholia/domain';
import { writeNifti } from '@scholia/formats';
import { affine } from '@scholia/geometry';
import { migrateJobs } from '@scholia/jobs';
import type { Declaration } from '@scholia/models/foreign';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import type { z } from 'zod';
import { newId } from '../ids.ts';
import { importImage } from '../images/import-image.ts';
import { invoke } from '../invoke.ts';
import { inspectModel } from '../models/inspect-model.ts';
import { uploadModel } from '../models/upload-model.ts';
import { createProject } from '../projects/create-project.ts';
import { grantRole } from '../projects/grant-role.ts';
import type { Restore } from '../reading-gateway.ts';
import { openReading } from '../readings/open-reading.ts';
import { restoreReading } from '../readings/restore-reading.ts';
import { submitReading } from '../readings/submit-reading.ts';
import { readingOf } from '../scopes.ts';
import { requestSegmentation } from '../segmentation/request-segmentation.ts';
import { createServices, type Services } from '../services.ts';
import { onnxFile } from './onnx-file.ts';

export const LABELS = [
  { value: 1, name: 'liver', color: '#aa3377' },
  { value: 2, name: 'spleen', color: '#228833' },
];
export const DIMS = [12, 10, 8] as const;
export const AFFINE = affine('ijk', 'ras', [1.5, 0.1, 0, -20, 0, 2, 0.2, 30, 0, 0, 3, -5, 0, 0, 0, 1]);
const SYSTEM = { type: 'system', name: 'test' } as const;

/** A small image; other seeds, other bytes. */
export function niftiFile(seed = 0): Uint8Array {
  const data = new Int16Array(DIMS[0] * DIMS[1] * DIMS[2]).map((_, at) => ((at * 7 + seed * 31) % 97) + seed);
  return writeNifti({ dims: DIMS, affine: AFFINE, data });
}

export interface MadeUpModel extends Partial<PayloadOf<'ModelPublished'>> {
  /** Of its run. */
  readonly readings?: readonly TrainingReading[];
}

/** A real Postgres, real services, and some people: `admin` of the organisation, `outsider` without any role. */
export class ApiWorld {
  readonly services: Services;
  readonly database: TestDatabase;
  readonly admin: Identity;
  readonly outsider: Identity;
  /** Its data folder. */
  readonly folder: string;
  #counter = 0;
  #files = 0;

  private constructor(services: Services, database: TestDatabase, folder: string, admin: Identity, outsider: Identity) {
    this.services = services;
    this.database = database;
    this.folder = folder;
    this.admin = admin;
    this.outsider = outsider;
  }

  static async open(): Promise<ApiWorld> {
    const database = await createTestDatabase();
    await migrateJobs(database.appUrl);
    const folder = await mkdtemp(join(tmpdir(), 'scholia-api-'));
    const services = await createServices(
      { DATABASE_URL: database.appUrl, SCHOLIA_DATA_DIR: folder, SCHOLIA_MAX_UPLOAD_MB: '1' },
      { log: () => undefined, baseUrl: 'http://scholia.test' },
    );
    const admin = await addPerson(services, 'admin', true);
    const outsider = await addPerson(services, 'outsider', false);
    return new ApiWorld(services, database, folder, admin, outsider);
  }

  async close(): Promise<void> {
    await this.services.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  as(user: Identity | null) {
    return { services: this.services, user };
  }

  async project(name = 'Abdomen'): Promise<ProjectId> {
    return (await invoke(createProject, this.as(this.admin), { name, labels: LABELS })).projectId;
  }

  async member(projectId: ProjectId, role: Role): Promise<Identity> {
    const person = await addPerson(this.services, `${role}-${this.#counter++}`, false);
    await invoke(grantRole, this.as(this.admin), { projectId, userId: person.userId, role });
    return person;
  }

  async image(projectId: ProjectId): Promise<ImageId> {
    const bytes = niftiFile(this.#files++);
    const file = { name: undefined, read: async () => ({ bytes, name: 'case.nii' }) };
    return (await invoke(importImage, this.as(this.admin), { projectId, file })).imageId;
  }

  async reading(imageId: ImageId, user: Identity = this.admin): Promise<ReadingId> {
    return (await invoke(openReading, this.as(user), { imageId })).readingId;
  }

  /** Commits a ball of `label` around a voxel, as the sync server would. */
  async paint(
    readingId: ReadingId,
    label: number,
    at: readonly [number, number, number],
    user: Identity = this.admin,
  ): Promise<bigint> {
    const lamport = ++this.#counter;
    return this.commitOperation(readingId, user, {
      type: 'Stroke',
      lamport,
      seen: 0n,
      layer: 'labels',
      value: label,
      shape: { shape: 'sphere', axis: 2, radiusUm: 3000, points: Int32Array.from(at, (index) => index * 8) },
      policy: { mode: 'all' },
      locked: [],
    });
  }

  /** Stands for the sync server of the process: commits what it is given, like one. Returns how to take it away. */
  attachGateway(): () => void {
    this.services.gateway = {
      presence: () => [],
      applyOperations: async (readingId, user, [draft], restore) => {
        const op = { ...draft, lamport: ++this.#counter, seen: 0n };
        return { position: await this.commitOperation(readingId, user, op, restore) };
      },
    };
    return () => {
      this.services.gateway = undefined;
    };
  }

  /** Returns the position of the last event: of the operation, or of why it restores. */
  async commitOperation(readingId: ReadingId, user: Identity, op: Operation, restore?: Restore): Promise<bigint> {
    const { imageId, projectId } = await readingOf(this.services.sql, readingId);
    const { head } = await this.services.events.transact(async (tx) => {
      const payload = {
        readingId,
        session: 7,
        counter: op.lamport,
        lamport: op.lamport,
        kind: op.type,
        bytes: toBase64(encodeOperation(op)),
      };
      const actor = { type: 'user', userId: user.userId } as const;
      const scope = { actor, projectId, imageId, readingId };
      const { session, counter } = payload;
      const why = restore && {
        type: 'ReadingRestored' as const,
        payload: { readingId, toPosition: String(restore.toPosition), reason: restore.reason, session, counter },
        ...scope,
      };
      tx.append({
        streamId: streams.reading(readingId),
        events: [{ type: 'OperationCommitted', payload, ...scope }, ...(why ? [why] : [])],
      });
    });
    return head;
  }

  async submit(readingId: ReadingId, user: Identity = this.admin): Promise<void> {
    await invoke(submitReading, this.as(user), { readingId });
  }

  /** Back to what the labels were, as where a sync server runs. */
  async restore(readingId: ReadingId, toPosition: bigint, user: Identity = this.admin): Promise<void> {
    const detach = this.attachGateway();
    const reason = 'it was better before';
    await invoke(restoreReading, this.as(user), { readingId, toPosition: String(toPosition), reason });
    detach();
  }

  /** A model of a run of its own, used by nobody yet. What it is made of is nonsense. */
  async publishModel({ readings = [], ...about }: MadeUpModel = {}): Promise<PayloadOf<'ModelPublished'>> {
    const { services } = this;
    const projectId = about.projectId ?? (await this.project());
    const [runId, modelId] = [newId<TrainingRunId>(services), newId<ModelId>(services)];
    const weights = await services.blobs.put(new TextEncoder().encode(`weights of ${modelId}`));
    const payload: PayloadOf<'ModelPublished'> = {
      ...{ modelId, projectId, runId, version: 1, method: 'automatic', weights, onnx: weights },
      ...{
        network: {},
        preprocessing: {},
        trainedOn: [],
        heldOut: [],
        score: null,
        scores: null,
        curve: [],
        seconds: 1,
      },
      ...about,
    };
    const requested = { runId, projectId, readings, warmStartFrom: null };
    await services.events.append({
      streamId: streams.training(runId),
      events: [
        { type: 'TrainingRequested', payload: requested, actor: SYSTEM, projectId },
        { type: 'ModelPublished', payload, actor: SYSTEM, projectId },
      ],
    });
    return payload;
  }

  async requestSegmentation(
    readingId: ReadingId,
    label: number,
    user: Identity = this.admin,
    how: Omit<z.input<typeof requestSegmentation.input>, 'readingId' | 'label'> = {},
  ): Promise<string> {
    return (await invoke(requestSegmentation, this.as(user), { readingId, label, ...how })).requestId;
  }

  /** A network that PyTorch exported, which waits to be declared, and the declaration that is proposed. */
  async receiveModel(projectId: ProjectId) {
    const file = { name: undefined, read: async () => ({ bytes: onnxFile(), name: 'network.onnx' }) };
    const { modelId, declaration } = await invoke(inspectModel, this.as(this.admin), { projectId, file });
    return { modelId, declaration };
  }

  async declareModel(modelId: ModelId, declaration: Declaration): Promise<void> {
    await invoke(uploadModel, this.as(this.admin), { modelId, declaration });
  }

  async tokenOf({ userId }: Identity): Promise<string> {
    const { result } = await this.services.events.transact((tx) =>
      this.services.auth.createToken(tx, { userId, name: 'test' }, SYSTEM),
    );
    return result.token;
  }

  /** Confirms who a person is, as they would: signed in by a link, with a password of their own. Good for one signature. */
  async confirm({ userId }: Identity): Promise<string> {
    const { auth, events, baseUrl } = this.services;
    const { result: token } = await events.transact((tx) => auth.createSignInLink(tx, userId, SYSTEM));
    const cookies = (await auth.redeemSignInLink(token)).headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const headers = { cookie: cookies.join('; '), origin: baseUrl, 'content-type': 'application/json' };
    const body = JSON.stringify({ password: 'correct horse battery' });
    const post = (path: string) =>
      auth.handle(new Request(`${baseUrl}/api/auth/${path}`, { method: 'POST', headers, body }));
    await post('set-password');
    return ((await (await post('confirm')).json()) as { confirmation: string }).confirmation;
  }

  async eventsAfter(position: bigint) {
    return this.services.events.read({ after: position, limit: 1000 });
  }
}

async function addPerson(services: Services, name: string, isAdmin: boolean): Promise<Identity> {
  const { result: userId } = await services.events.transact<UserId>((tx) =>
    services.auth.addUser(tx, { email: `${name}@example.org`, name, isAdmin }, SYSTEM),
  );
  return { userId, name, color: '#4477aa', isAdmin, isAuditor: false, via: 'session' };
}

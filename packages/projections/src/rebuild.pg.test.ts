import {
  type ImageId,
  type ModelId,
  type ProjectId,
  type ProposalId,
  type ReadingId,
  seededRandom,
  type TrainingRunId,
  type UserId,
  uuidV7,
} from '@scholia/core';
import { DEFAULT_PREDICTIONS, isHeldOut, type NewEvent, type PayloadOf, streams } from '@scholia/domain';
import { EventStore } from '@scholia/event-store';
import { createTestDatabase, type TestDatabase } from '@scholia/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projections, rebuild } from './index.ts';
import { blob, imported, labels } from './testing.ts';

const random = seededRandom(2);
const policy: Omit<PayloadOf<'RetrainingPolicyChanged'>, 'projectId'> = {
  ...{ isPaused: false, afterSubmissions: 2, waitSeconds: 60, seconds: null, budgetHours: 1.5 },
  ...{ methods: ['automatic', 'deepedit'], promotes: 'when-better' },
};
const id = <T extends string>() => uuidV7(1_000, random) as T;
const people = Array.from({ length: 3 }, () => id<UserId>());

interface Reading {
  id: ReadingId;
  imageId: ImageId;
  status: 'open' | 'submitted';
  heldOut: boolean | undefined;
  counter: number;
}

/** A little world that only does what is valid, so that any list of numbers is a valid history. */
class World {
  readonly projectId = id<ProjectId>();
  readonly images: ImageId[] = [];
  readonly readings: Reading[] = [];
  readonly proposals: ProposalId[] = [];
  readonly runs: TrainingRunId[] = [];
  readonly models: ModelId[] = [];
  submissions = 0;

  /** The events of one commit. */
  act(kind: number, which: number): NewEvent[] {
    const actor = { type: 'user', userId: people[which % people.length] } as const;
    const { projectId } = this;
    const pick = <T>(all: readonly T[]): T | undefined => all[which % Math.max(all.length, 1)];
    const reading = pick(this.readings);
    const imageId = pick(this.images);
    switch (kind % 15) {
      case 0: {
        const fresh = id<ImageId>();
        this.images.push(fresh);
        return [{ type: 'ImageImported', actor, payload: imported(fresh, projectId, which) }];
      }
      case 1: {
        const free = this.images.find((one) => this.readings.every((other) => other.imageId !== one));
        if (!free) return [];
        const readingId = id<ReadingId>();
        this.readings.push({ id: readingId, imageId: free, status: 'open', heldOut: undefined, counter: 0 });
        const payload = { readingId, imageId: free, projectId, mode: 'collaborative' } as const;
        return [{ type: 'ReadingOpened', actor, payload }, ...this.operations(this.readings.length - 1, which)];
      }
      case 2:
      case 3:
        return this.operations(which % Math.max(this.readings.length, 1), which);
      case 4: {
        if (reading?.status !== 'open') return [];
        reading.status = 'submitted';
        if (reading.heldOut === undefined) reading.heldOut = isHeldOut(++this.submissions);
        const { id: readingId, imageId: of, heldOut } = reading;
        const labelDigest = blob(`digest ${which}`);
        const about = { readingId, imageId: of, projectId, labelDigest, upToPosition: String(which) };
        const said = { stage: 'submit', statement: 'read-together', text: 'I read it.', method: 'password' } as const;
        return [
          { type: 'ReadingSubmitted', actor, payload: { ...about, labelBlob: blob(`blob ${which}`), heldOut } },
          { type: 'ReadingSigned', actor, payload: { ...about, ...said } },
        ];
      }
      case 5:
        if (reading?.status !== 'submitted') return [];
        reading.status = 'open';
        return [{ type: 'ReadingReopened', actor, payload: { readingId: reading.id, reason: 'look again' } }];
      case 6: {
        const role = (['annotator', 'reviewer', 'viewer'] as const)[which % 3];
        const payload = { projectId, userId: people[which % people.length] };
        if (which % 7 === 0)
          return [{ type: 'SigningPolicyChanged', actor, payload: { projectId, stages: ['submit', 'review'] } }];
        if (which % 7 === 1) return [{ type: 'RetrainingPolicyChanged', actor, payload: { projectId, ...policy } }];
        if (which % 7 === 2) {
          const settings = { ...DEFAULT_PREDICTIONS, withMirrors: true, keepLargest: [1] };
          return [{ type: 'PredictionSettingsChanged', actor, payload: { projectId, ...settings } }];
        }
        if (which % 5 === 0) return [{ type: 'RoleRevoked', actor, payload }];
        return [{ type: 'RoleGranted', actor, payload: { ...payload, role } }];
      }
      case 7: {
        const requestId = id();
        const proposalId = id<ProposalId>();
        if (!reading) return [];
        const { id: readingId, imageId: of } = reading;
        const request: NewEvent = {
          type: 'SegmentationRequested',
          actor,
          payload: {
            ...{
              requestId,
              readingId,
              imageId: of,
              method: 'graph-cut',
              label: 1,
              ...(which % 2 === 0 && { otherLabels: [2, 3] }),
              ...(which % 4 === 0 && { from: id<ProposalId>() }),
              ...(which % 4 === 1 && { modelId: id<ModelId>(), refiningModelId: id<ModelId>() }),
            },
            ...{ upToPosition: '3', parameters: { lambda: 2, text: '"quoted" \\ and 0' } },
          },
        };
        if (which % 3 === 0) {
          return [request, { type: 'SegmentationFailed', actor, payload: { requestId, readingId, message: 'no' } }];
        }
        if (which % 3 === 1) {
          const payload = { requestId, readingId, reason: 'superseded' } as const;
          return [request, { type: 'SegmentationCancelled', actor, payload }];
        }
        this.proposals.push(proposalId);
        const source = { type: 'method', method: 'graph-cut' } as const;
        return [request, offered(proposalId, of, projectId, readingId, requestId, source)];
      }
      case 8: {
        const modelId = pick(this.models);
        if (!imageId || !modelId) return [];
        const proposalId = id<ProposalId>();
        this.proposals.push(proposalId);
        const source = { type: 'model', modelId, weights: blob('weights') } as const;
        return [
          offered(proposalId, imageId, projectId, null, null, source),
          {
            type: 'ImageScored',
            actor: { type: 'model', modelId },
            payload: { imageId, projectId, modelId, uncertainty: which / 7, passes: 4 },
          },
        ];
      }
      case 9: {
        const proposalId = pick(this.proposals);
        if (!proposalId || !reading) return [];
        return [{ type: 'ProposalDiscarded', actor, payload: { proposalId, readingId: reading.id } }];
      }
      case 10:
        return this.train(which);
      case 11: {
        if (imageId && which % 2 === 0) return [{ type: 'ImageWithdrawn', actor, payload: { imageId } }];
        const changed = [...labels, { value: 2, name: `Spleen ${which}`, color: '#15803d' }];
        return [{ type: 'LabelsChanged', actor, payload: { projectId, labels: changed } }];
      }
      case 12:
        return [...this.bring(which), ...this.measure(which)];
      case 13: {
        const modelId = pick(this.models);
        if (!modelId || this.images.length === 0) return [];
        const batchId = id();
        const wished = { batchId, projectId, modelId, which: 'all', imageIds: [...this.images] } as const;
        const failed = { imageId: this.images[0], projectId, modelId, reason: 'out-of-memory' };
        return [
          { type: 'PredictionsRequested', actor, payload: wished },
          ...(which % 2 ? [{ type: 'PredictionFailed', actor, payload: failed } as const] : []),
          ...(which % 3 ? [{ type: 'PredictionsCancelled', actor, payload: { batchId, projectId } } as const] : []),
        ];
      }
      default: {
        const modelId = pick(this.models);
        if (!modelId) return [{ type: 'WorkerStarted', actor, payload: { worker: `w-${which % 2}`, provider: 'cpu' } }];
        const order = this.images.map((one, i) => ({ imageId: one, uncertainty: i + which / 3 })).reverse();
        return [
          { type: 'QueueRanked', actor: { type: 'model', modelId }, payload: { projectId, modelId, order } },
          { type: 'WorkerStopped', actor, payload: { worker: `w-${which % 2}` } },
        ];
      }
    }
  }

  operations(index: number, which: number): NewEvent[] {
    const reading = this.readings[index];
    if (reading?.status !== 'open') return [];
    return Array.from({ length: which % 4 }, (_, i) => {
      const counter = reading.counter++;
      return {
        type: 'OperationCommitted',
        actor: { type: 'user', userId: people[(which + i) % people.length] },
        projectId: this.projectId,
        payload: { readingId: reading.id, session: 9, counter, lamport: counter, kind: 'Stroke', bytes: 'AQID' },
      } as const;
    });
  }

  /** A network from elsewhere, which every third dry run finds unusable. */
  bring(which: number): NewEvent[] {
    const { projectId } = this;
    const actor = { type: 'user', userId: people[0] } as const;
    const modelId = id<ModelId>();
    const [name, file] = [`net-${which}`, blob(`net ${which}`)];
    const declaration = { input: { axes: 'RAS' }, output: { labels: [0, 1] } };
    const check = { what: 'loads', isOk: which % 3 !== 0, found: 'a', expected: 'b', hint: which % 3 ? null : '"c"' };
    const report = { isUsable: check.isOk, checks: [check] };
    const events: NewEvent[] = [
      { type: 'ModelFileReceived', actor, payload: { modelId, projectId, name, file, bytes: which } },
      { type: 'ModelCheckRequested', actor, payload: { modelId, projectId, declaration } },
    ];
    if (!check.isOk)
      return [...events, { type: 'ModelRefused', actor, payload: { modelId, projectId, name, declaration, report } }];
    this.models.push(modelId);
    const model = { modelId, projectId, version: this.models.length, name, weights: file, declaration, report };
    return [...events, { type: 'ModelUploaded', actor, payload: model }];
  }

  /** Any model: measured, given up, or still at it. */
  measure(which: number): NewEvent[] {
    const { projectId } = this;
    const modelId = this.models[which % Math.max(this.models.length, 1)];
    if (!modelId) return [];
    const actor = { type: 'system', name: 'inference' } as const;
    const about = { modelId, projectId };
    const requested: NewEvent = { type: 'ModelMeasurementRequested', actor, payload: about };
    const reading = { readingId: id<ReadingId>(), imageId: id<ImageId>() };
    const validation = [{ ...reading, score: 0.5, scores: { '1': 0.5 }, labelBlob: blob('labels') }];
    const result = { score: 0.5, scores: { '1': 0.5 }, validation, leftOut: which };
    if (which % 3 === 0) return [requested];
    if (which % 3 === 1) return [requested, { type: 'ModelMeasured', actor, payload: { ...about, ...result } }];
    return [requested, { type: 'ModelMeasurementStopped', actor, payload: { ...about, reason: 'cancelled' } }];
  }

  train(which: number): NewEvent[] {
    const { projectId } = this;
    const actor = { type: 'system', name: 'training-1' } as const;
    const runId = id<TrainingRunId>();
    const method = (['automatic', 'deepedit'] as const)[which % 2];
    // As they were written before there were methods, and as they are.
    const isOld = which % 8 > 3;
    const asked = isOld ? {} : { method, seconds: 60, overrides: { patch: [16, 16, 16] } };
    const scores = { validationDice: 0.5, scores: { '1': 0.5 } };
    const progress = (step: number) => ({
      ...{ runId, projectId, step, steps: 9, epoch: 0, loss: 0.5, etaMs: 10 },
      ...(isOld ? { validationDice: null } : { ...scores, skipped: 1 }),
    });
    const events: NewEvent[] = [
      { type: 'TrainingRequested', actor, payload: { runId, projectId, readings: [], warmStartFrom: null, ...asked } },
      // Taken up at its second step.
      ...[1, 2, 3, 2].map((step) => ({ type: 'TrainingProgressed', actor, payload: progress(step) }) as const),
    ];
    const reasons = [{ about: 'patch', text: 'a whole image' }];
    const plan = { patch: [16, 16, 16] };
    if (!isOld) {
      const device = { provider: 'cpu', threads: 2, gflops: 60, memoryMiB: 3000 };
      events.splice(1, 0, { type: 'TrainingPlanned', actor, payload: { runId, projectId, plan, reasons, device } });
    }
    if (which % 4 === 1) {
      const more = isOld ? {} : { hint: 'Try again.', log: ['It began.'] };
      events.push({ type: 'TrainingFailed', actor, payload: { runId, message: 'no', code: 'x', ...more } });
    }
    if (which % 4 === 2) {
      events.push({ type: 'TrainingCancelRequested', actor, payload: { runId } });
      events.push({ type: 'TrainingCancelled', actor, payload: { runId } });
    }
    if (which % 4 === 3) {
      const modelId = id<ModelId>();
      const version = this.models.push(modelId);
      const shape = { network: { channels: [8, 16] }, preprocessing: {}, trainedOn: [], heldOut: [], curve: [] };
      const score = { score: which % 2 ? null : 0.5, scores: which % 2 ? null : { '1': 0.5 } };
      const about = {
        ...{ method, plan, reasons, validation: [], upToPosition: '7' },
        ...{ device: { provider: 'cpu', threads: 2 }, onnx: blob('onnx') },
      };
      const payload = { modelId, projectId, version, runId, weights: blob('weights'), ...shape, ...score, seconds: 2 };
      events.push({ type: 'ModelPublished', actor, payload: { ...payload, ...(isOld ? {} : about) } });
      const again = this.models[which % version];
      const promoted = { projectId, method, replaces: null, reason: 'by-hand' } as const;
      for (const one of isOld ? [] : [modelId, again])
        events.push({ type: 'ModelPromoted', actor, payload: { ...promoted, modelId: one } });
    }
    return events;
  }
}

function offered(
  proposalId: ProposalId,
  imageId: ImageId,
  projectId: ProjectId,
  readingId: ReadingId | null,
  requestId: string | null,
  source: Extract<NewEvent, { type: 'ProposalOffered' }>['payload']['source'],
): NewEvent {
  const more =
    source.type === 'method'
      ? { cellVoxels: [2, 2, 1] as const }
      : {
          uncertainty: blob('unsure'),
          chances: { '1': blob('chances') },
          stagesMs: { prepare: 2 },
          settings: DEFAULT_PREDICTIONS,
        };
  const result = { blob: blob(proposalId), voxels: { '1': 12 }, elapsedMs: 1.5, ...more };
  const payload = { proposalId, imageId, projectId, readingId, requestId, source, ...result };
  return { type: 'ProposalOffered', actor: { type: 'system', name: 'segmenter' }, payload };
}

let database: TestDatabase;
let store: EventStore;

beforeAll(async () => {
  database = await createTestDatabase();
  let now = 1_700_000_000_000;
  store = new EventStore(database.sql, { logId: 'main', clock: () => (now += 7), random, projections });
});
afterAll(async () => {
  await database.drop();
});

/** Every row of every read model, as text, in an order that does not depend on storage. */
async function dump(): Promise<Record<string, string[]>> {
  const tables = projections.flatMap((projection) => projection.tables);
  const rows = await Promise.all(
    tables.map(
      (table) => database.sql<{ row: string }[]>`select to_jsonb(t)::text as row from ${database.sql(table)} t`,
    ),
  );
  return Object.fromEntries(tables.map((table, i) => [table, rows[i].map(({ row }) => row).sort()]));
}

describe('rebuild', () => {
  it('[PJ1] folding the whole log again gives what folding each commit gave', async () => {
    const history = fc.array(fc.tuple(fc.nat(14), fc.nat(60)), { minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(history, async (actions) => {
        const world = new World();
        const begin = [0, 1, 0, 1].map((kind) => [kind, 3] as const);
        await store.transact(async (tx) => {
          const actor = { type: 'user', userId: people[0] } as const;
          const payload = { projectId: world.projectId, name: 'P "quoted"', labels };
          tx.append({
            streamId: streams.project(world.projectId),
            events: [{ type: 'ProjectCreated', actor, payload }],
          });
        });
        for (const [kind, which] of [...begin, ...actions]) {
          const events = world.act(kind, which);
          await store.transact(async (tx) => tx.append({ streamId: streams.project(world.projectId), events }));
        }
        const incremental = await dump();
        expect(await rebuild(database.sql, store)).toBe(await store.head());
        expect(await dump()).toEqual(incremental);
      }),
      { numRuns: 8, seed: 12 },
    );
    const filled = Object.entries(await dump()).filter(([, rows]) => rows.length === 0);
    expect(filled.map(([table]) => table)).toEqual([]);
    // A type that a read model begins to fold has to be acted above.
    const acted = new Set(
      (await database.sql<{ type: string }[]>`select distinct type from events`).map(({ type }) => type),
    );
    const folded = projections.flatMap(({ types }) => types);
    expect(folded.filter((type) => !acted.has(type))).toEqual([]);
  });
});

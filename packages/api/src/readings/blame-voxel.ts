import { type LoggedEntry, voxelHistory } from '@scholia/collab';
import { AppError, type Digest, must, type ProposalId } from '@scholia/core';
import { fields } from '@scholia/domain';
import { getModel, getProposal } from '@scholia/projections';
import type { Labelmap } from '@scholia/volume';
import { z } from 'zod';
import { viewEvent } from '../events/event-view.ts';
import { NameDirectory } from '../events/names.ts';
import { time } from '../schemas.ts';
import { imageOf, readingOf, readingScope } from '../scopes.ts';
import type { Services } from '../services.ts';
import { query } from '../use-case.ts';
import { historyRow } from './list-history.ts';
import { fetchBlobs, loggedOperations } from './logged-operations.ts';
import { operationFacts } from './operation-facts.ts';

/** Writes that are told, the newest. */
const TOLD = 20;

const machine = z.object({
  proposalId: fields.proposalId,
  /** Null for a method that needs no model. */
  modelId: fields.modelId.nullable(),
  modelVersion: z.number().nullable(),
  method: z.string().nullable(),
  offeredAt: time,
});

export const blameVoxel = query({
  name: 'readings.blame',
  summary: 'Who wrote the label of a voxel, or which model and who accepted it, and everybody who wrote it before.',
  input: z.object({
    readingId: fields.readingId,
    /** Voxel of the stored image. */
    ijk: z.tuple([fields.count, fields.count, fields.count]),
    /** As it was then. (Default: now) */
    position: fields.position.optional(),
  }),
  output: z.object({
    /** 0 for none. */
    label: z.number(),
    /** What wrote the voxel and counts, newest first; each with the label that it wrote, 0 for an erased one. */
    writes: z.array(historyRow.extend({ value: z.number(), machine: machine.nullable() })),
    /** Writes before those. */
    earlier: z.number(),
  }),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId, ijk, position }) {
    const { imageId } = await readingOf(services.sql, readingId);
    const { dims, spacingUm } = await imageOf(services.sql, imageId);
    if (ijk.some((at, axis) => at >= dims[axis])) {
      throw new AppError('bad-request', 'ijk: the voxel lies outside of the image', { details: { ijk, dims } });
    }
    const entries: Omit<LoggedEntry, 'author'>[] = [];
    const upTo = position === undefined ? undefined : BigInt(position);
    for await (const page of loggedOperations(services, readingId, { upTo })) entries.push(...page);
    const blobs = new Map<Digest, Labelmap>();
    await fetchBlobs(services, entries, dims, blobs);
    const writes = voxelHistory({ dims, spacingUm }, entries, ijk, (digest) => blobs.get(digest)).reverse();
    const names = new NameDirectory(services);
    const told = [];
    for (const { entry, value } of writes.slice(0, TOLD)) {
      const at = entry.position;
      const [event] = await services.events.read({ after: at - 1n, upTo: at, limit: 1 });
      const view = await viewEvent(must(event, 'the operation came from it'), names);
      const operation = operationFacts(entry.op);
      const { type, actor, recordedAt, sentence, version } = view;
      const row = {
        position: view.position,
        version: Number(version),
        type,
        actor,
        at: recordedAt,
        sentence,
        operation,
      };
      told.push({ ...row, value, machine: await machineOf(services, operation.proposalId) });
    }
    return { label: writes[0]?.value ?? 0, writes: told, earlier: writes.length - told.length };
  },
});

/** What made the proposal that an operation accepted; null for a person's own work. */
async function machineOf({ sql }: Services, proposalId: ProposalId | null): Promise<z.input<typeof machine> | null> {
  const proposal = proposalId && (await getProposal(sql, proposalId));
  if (!proposal) return null;
  const { source, offeredAt } = proposal;
  if (source.type !== 'model') {
    return { proposalId: proposal.id, modelId: null, modelVersion: null, method: source.method, offeredAt };
  }
  const model = await getModel(sql, source.modelId);
  const modelVersion = model?.version ?? null;
  return { proposalId: proposal.id, modelId: source.modelId, modelVersion, method: null, offeredAt };
}

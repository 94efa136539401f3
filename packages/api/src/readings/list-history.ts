import { EVENTS, type EventType, fields, type PayloadOf, streams } from '@scholia/domain';
import { searchEvents as search } from '@scholia/event-store';
import { z } from 'zod';
import { viewEvent } from '../events/event-view.ts';
import { NameDirectory } from '../events/names.ts';
import { actor, time } from '../schemas.ts';
import { readingScope } from '../scopes.ts';
import { query } from '../use-case.ts';
import { factsOf } from './operation-facts.ts';

type OperationKind = PayloadOf<'OperationCommitted'>['kind'];

/** What somebody may look for: operations by what they are, or everything that is none. */
const KINDS = {
  strokes: ['Stroke'],
  regions: ['Fill'],
  computed: ['Patch'],
  masks: ['Mask'],
  undo: ['Undo', 'Redo', 'ClearPrompts'],
} as const satisfies Record<string, readonly OperationKind[]>;

/** Of what machines did, besides what was accepted of it. */
const MACHINE_EVENTS: readonly EventType[] = [
  'SegmentationRequested',
  'SegmentationCancelled',
  'SegmentationFailed',
  'ProposalOffered',
  'ProposalDiscarded',
];
/** Looking leaves the labels as they are, and would tear apart what somebody did in a row: it is told elsewhere. */
const HISTORY = (Object.keys(EVENTS) as EventType[]).filter((type) => type !== 'ReadingViewed');
const NO_OPERATIONS = HISTORY.filter((type) => type !== 'OperationCommitted');

export const historyRow = z.object({
  position: fields.position,
  /** Place in the reading's own stream, 1, 2, 3, ...; null for what was said of it elsewhere. */
  version: z.number().nullable(),
  type: z.string(),
  actor,
  at: time,
  sentence: z.string(),
  /** Of an operation; `proposalId`: it put in what a machine had proposed. */
  operation: z
    .object({ tool: z.string(), label: z.number().nullable(), proposalId: fields.proposalId.nullable() })
    .nullable(),
});

export const listHistory = query({
  name: 'readings.history',
  summary:
    'What happened in a reading, newest first, without the bytes. Go on with `before` = `next` until `next` is null.',
  input: z.object({
    readingId: fields.readingId,
    before: fields.position.optional(),
    /** Only what is newer than this. */
    after: fields.position.optional(),
    /** (Default: 100) */
    limit: z.number().int().min(1).max(500).optional(),
    actorId: fields.userId.optional(),
    kind: z.enum([...(Object.keys(KINDS) as (keyof typeof KINDS)[]), 'milestones']).optional(),
    /** Proposals, requests for them, and what was accepted of them; or everything else. */
    by: z.enum(['people', 'machines']).optional(),
  }),
  output: z.object({ rows: z.array(historyRow), next: fields.position.nullable() }),
  access: { type: 'project', capability: 'label.view', scope: readingScope },
  async run({ services }, { readingId, before, after, limit = 100, actorId, kind, by }) {
    const page = await search(services.sql, services.events.logId, {
      readingId,
      actorId,
      before: before === undefined ? undefined : BigInt(before),
      after: after === undefined ? undefined : BigInt(after),
      limit: limit + 1,
      ...narrowed(kind, by),
    });
    const shown = page.slice(0, limit);
    const names = new NameDirectory(services);
    const rows: z.input<typeof historyRow>[] = [];
    for (const event of shown) {
      const operation = factsOf(event) ?? null;
      const isMachine = operation ? operation.proposalId !== null : MACHINE_EVENTS.includes(event.type);
      if (by !== undefined && isMachine !== (by === 'machines')) continue;
      const { position, type, actor, recordedAt, sentence, streamId, version } = await viewEvent(event, names);
      const isOwn = streamId === streams.reading(readingId);
      rows.push({
        position,
        version: isOwn ? Number(version) : null,
        type,
        actor,
        at: recordedAt,
        sentence,
        operation,
      });
    }
    const last = shown.at(-1)?.position;
    return { rows, next: page.length > limit && last ? String(last) : null };
  },
});

/** The least that Postgres has to go through. Which masks are a machine's only their bytes tell. */
function narrowed(
  kind: keyof typeof KINDS | 'milestones' | undefined,
  by: 'people' | 'machines' | undefined,
): { readonly types?: readonly EventType[]; readonly operationKinds?: readonly OperationKind[] } {
  if (kind === 'milestones') return { types: by === 'machines' ? MACHINE_EVENTS : NO_OPERATIONS };
  if (kind) return { types: ['OperationCommitted'], operationKinds: KINDS[kind] };
  if (by === 'machines') return { types: [...MACHINE_EVENTS, 'OperationCommitted'], operationKinds: KINDS.masks };
  return { types: HISTORY };
}

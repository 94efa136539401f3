import { checkHardening } from '@scholia/db';
import { fields, streams } from '@scholia/domain';
import { latestCheckpoint, listAnchors, loadTree } from '@scholia/event-store';
import { parseCheckpoint, parseNote } from '@scholia/ledger';
import { z } from 'zod';
import { time } from '../schemas.ts';
import { query } from '../use-case.ts';

const moment = z.object({ position: fields.position, at: time, sentence: z.string() });

export const logStatus = query({
  name: 'audit.status',
  summary: 'How far the log is in its tree, signed, anchored and verified, and what is wrong with it.',
  input: z.void(),
  output: z.object({
    head: fields.position,
    inTree: z.number(),
    origin: z.string().nullable(),
    /** Id of the key that signed last. */
    keyId: z.string().nullable(),
    signed: z.object({ size: z.number(), at: time }).nullable(),
    anchored: z.object({ size: z.number(), at: time, url: z.string() }).nullable(),
    verified: z.object({ upTo: fields.position, at: time, faults: z.number() }).nullable(),
    /** Newest first. */
    faults: z.array(moment),
    /** What would let history be rewritten or lost in this database: sentences. */
    weaknesses: z.array(z.string()),
    /** Somebody asked, and the answer is not there yet. */
    isVerifying: z.boolean(),
  }),
  access: { type: 'organisation', capability: 'audit.status', alsoAuditors: true },
  async run({ services: { sql, events } }) {
    const [head, tree, checkpoint, anchors, said, weaknesses] = await Promise.all([
      events.head(),
      loadTree(sql, events.logId),
      latestCheckpoint(sql, events.logId),
      listAnchors(sql, events.logId),
      events.read({ after: 0n, limit: 10_000, streamId: streams.log() }),
      checkHardening(sql),
    ]);
    const note = checkpoint && parseNote(checkpoint.note);
    const anchor = anchors.at(-1);
    const verified = said.findLast((event) => event.type === 'LogVerified');
    const asked = said.findLast((event) => event.type === 'LogVerificationRequested');
    return {
      head: String(head),
      inTree: tree.size,
      origin: (note && parseCheckpoint(note.text)?.origin) ?? null,
      keyId: note?.signatures[0]?.id ?? null,
      signed: checkpoint ? { size: checkpoint.size, at: checkpoint.signedAt } : null,
      anchored: anchor ? { size: anchor.size, at: anchor.anchoredAt, url: anchor.url } : null,
      verified:
        verified?.type === 'LogVerified'
          ? { upTo: verified.payload.upTo, at: verified.recordedAt, faults: verified.payload.faults }
          : null,
      faults: said
        .flatMap((event) =>
          event.type === 'LogFaultFound'
            ? [{ position: String(event.position), at: event.recordedAt, sentence: event.payload.message }]
            : [],
        )
        .reverse()
        .slice(0, 20),
      weaknesses,
      isVerifying: asked !== undefined && (verified === undefined || verified.position < asked.position),
    };
  },
});

import { must } from '@scholia/core';
import { fields, type SigningStage, signingStage, statement } from '@scholia/domain';
import { isStanding, type ReadingView, signaturesOf } from '@scholia/projections';
import { z } from 'zod';
import { person, personOf, time } from '../schemas.ts';
import type { Services } from '../services.ts';

export const signatureView = z.object({
  /** Of its event in the log. */
  position: fields.position,
  stage: signingStage,
  statement,
  /** What the person put their name to, in the words that they were shown. */
  text: z.string(),
  by: person,
  at: time,
  labelDigest: fields.digest,
  upToPosition: fields.position,
  /** It is under what is submitted now; others are under what was submitted earlier. */
  stands: z.boolean(),
});

/** The signatures of a reading, and at which stages the project still waits for one. */
export async function signingOf(
  services: Pick<Services, 'sql' | 'auth'>,
  reading: ReadingView,
  required: readonly SigningStage[],
) {
  const found = await signaturesOf(services.sql, reading.id);
  const people = found.length === 0 ? [] : await services.auth.listUsers();
  const signatures = found.map((one) => ({
    position: String(one.position),
    stage: one.stage,
    statement: one.statement,
    text: one.text,
    by: personOf(
      must(one.by, 'only people sign'),
      people.find(({ userId }) => userId === one.by),
    ),
    at: one.at,
    labelDigest: one.labelDigest,
    upToPosition: String(one.upToPosition),
    stands: isStanding(one, reading),
  }));
  const signed = new Set(signatures.filter(({ stands }) => stands).map(({ stage }) => stage));
  const unsigned = reading.status === 'submitted' ? required.filter((stage) => !signed.has(stage)) : [];
  return { signatures, unsigned };
}

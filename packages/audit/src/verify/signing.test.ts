import {
  type Digest,
  digestOf,
  type ImageId,
  type ProjectId,
  type ReadingId,
  type UserId,
  utf8ToBytes,
} from '@scholia/core';
import { type DomainEvent, type PayloadOf, type SigningStage, STATEMENTS, type Statement } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import { expect, it } from 'vitest';
import { Findings } from './finding.ts';
import { SigningCheck } from './signing.ts';

const uuid = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const projectId = uuid(1) as ProjectId;
const readingId = uuid(2) as ReadingId;
const imageId = uuid(3) as ImageId;
const [reader, reviewer] = [uuid(11) as UserId, uuid(12) as UserId];
const labelDigest: Digest = digestOf(utf8ToBytes('labels'));
const other: Digest = digestOf(utf8ToBytes('other'));

type By = readonly [by: UserId, event: DomainEvent];
const policy = (...stages: SigningStage[]): By => [
  reviewer,
  { type: 'SigningPolicyChanged', payload: { projectId, stages } },
];
const submitted: By = [
  reader,
  {
    type: 'ReadingSubmitted',
    payload: { readingId, imageId, projectId, labelDigest, labelBlob: other, upToPosition: '7', heldOut: false },
  },
];
const reopened: By = [reviewer, { type: 'ReadingReopened', payload: { readingId, reason: 'look again' } }];
const signed = (by: UserId, said: Statement, change: Partial<PayloadOf<'ReadingSigned'>> = {}): By => [
  by,
  {
    type: 'ReadingSigned',
    payload: {
      ...{ readingId, imageId, projectId, labelDigest, upToPosition: '7', method: 'password' },
      ...{ statement: said, ...STATEMENTS[said] },
      ...change,
    },
  },
];

/** What is found in these events, one after the other, of a bundle that ends at `cutAt`. */
function check(history: readonly By[], cutAt = '99'): string[] {
  const findings = new Findings();
  const signing = new SigningCheck(findings);
  for (const [index, [userId, event]] of history.entries()) {
    const actor = { type: 'user', userId } as const;
    const reading = event.type === 'SigningPolicyChanged' ? null : readingId;
    signing.next(event, { position: String(index + 1), actor, project: projectId, reading } as unknown as ReadEvent);
  }
  signing.finish(cutAt);
  return findings.list.map(({ message }) => message);
}

const READ = signed(reader, 'read-independently');

it('[AU10] finds nothing where people signed what they had to, or did not have to sign', () => {
  expect(check([submitted, reopened, submitted])).toEqual([]);
  expect(check([policy('submit', 'review'), submitted, READ, signed(reviewer, 'returned'), reopened])).toEqual([]);
  expect(check([submitted, READ, signed(reviewer, 'approved'), signed(reviewer, 'adjudicated')])).toEqual([]);
  expect(check([policy('submit'), policy(), submitted, reopened])).toEqual([]);
});

it('[AU10] shows a step without the signature that was required then', () => {
  const without = '#2: ReadingSubmitted without the signature that the project required then (submit).';
  expect(check([policy('submit'), submitted])).toEqual([without]);
  expect(check([policy('submit'), submitted, reopened, READ])).toEqual([without]);
  expect(check([policy('submit'), submitted, signed(reviewer, 'read-together')])).toEqual([
    '#3: the signature is not of who submitted the reading in #2.',
    without,
  ]);
  expect(check([policy('review'), submitted, reopened])).toEqual([
    '#3: ReadingReopened without the signature that the project required then (review).',
  ]);
  expect(check([policy('review'), submitted, signed(reader, 'returned'), reopened])).toHaveLength(1);
});

it('[AU10] a bundle that ends between the two does not count as unsigned', () => {
  expect(check([policy('submit'), submitted], '2')).toEqual([]);
});

it('[AU10] shows a signature under other labels, in other words, of oneself, or under nothing', () => {
  expect(check([submitted, signed(reader, 'read-together', { labelDigest: other })])[0]).toMatch(
    /^#2: the signature is under labels [0-9a-f]{16} up to #7, and [0-9a-f]{16} up to #7 was submitted in #1\.$/,
  );
  expect(check([submitted, signed(reader, 'read-together', { upToPosition: '8' })])[0]).toMatch(/up to #8, and/);
  expect(check([submitted, signed(reader, 'read-together', { text: 'I was there.' })])).toEqual([
    '#2: the signature says "I was there.", which is not what one signs as "read-together" at stage submit.',
  ]);
  expect(check([submitted, signed(reader, 'approved')])).toEqual([
    '#2: the signature is of who submitted the reading in #1, and somebody else has to sign.',
  ]);
  expect(check([READ])).toEqual([`#1: the signature is under reading ${readingId}, which was not submitted.`]);
});

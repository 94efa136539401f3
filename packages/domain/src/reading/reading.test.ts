import { type Digest, digestOf, type ImageId, type ProjectId, type ReadingId, utf8ToBytes } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../event.ts';
import { can, ROLES, type Role } from '../roles.ts';
import { type Signature, STATEMENTS, type Statement, statement as statements } from '../signing.ts';
import { decideReading, type ReadingCommand } from './decide.ts';
import { evolveReading, initialReading, type ReadingEvent, type ReadingState } from './evolve.ts';
import { isHeldOut } from './held-out.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const readingId = uuid(1) as ReadingId;
const imageId = uuid(2) as ImageId;
const projectId = uuid(3) as ProjectId;
const labelDigest: Digest = digestOf(utf8ToBytes('labels'));
const labelBlob: Digest = digestOf(utf8ToBytes('blob'));

interface Signing {
  readonly mustSign?: boolean;
  readonly signature?: Signature;
}
const says = (statement: Statement): Signature => ({ statement, method: 'password' });
const sign = (stage: 'review' | 'adjudication', statement: Statement, isOwn = false): ReadingCommand => ({
  type: 'SignReading',
  ...{ role: 'reviewer', stage, signature: says(statement), isOwn },
});

const open = (role: Role | null = 'annotator'): ReadingCommand => ({
  type: 'OpenReading',
  ...{ role, readingId, imageId, projectId, imageIsWithdrawn: false },
});
const submit = (
  earlierSubmissions: number,
  role: Role | null = 'annotator',
  signing: Signing = {},
): ReadingCommand => ({
  type: 'SubmitReading',
  ...{ role, labelDigest, labelBlob, upToPosition: 12n, earlierSubmissions, mustSign: false, ...signing },
});
const reopen = (reason = 'look again', role: Role | null = 'reviewer', signing: Signing = {}): ReadingCommand => ({
  type: 'ReopenReading',
  ...{ role, reason, mustSign: false, ...signing },
});

function run(state: ReadingState, command: ReadingCommand): { state: ReadingState; events: readonly ReadingEvent[] } {
  const decision = decideReading(command, state);
  if (decision.type === 'Rejected') throw new Error(decision.code);
  return { state: decision.events.reduce(evolveReading, state), events: decision.events };
}
const after = (...commands: ReadingCommand[]) =>
  commands.reduce((state, command) => run(state, command).state, initialReading);
const codeOf = (command: ReadingCommand, state: ReadingState) => {
  const decision = decideReading(command, state);
  return decision.type === 'Rejected' ? decision.code : 'accepted';
};

describe('decideReading', () => {
  it('[DO5] opens once, submits only while open, reopens only after a submission', () => {
    expect(codeOf(submit(0), initialReading)).toBe('reading-not-open');
    expect(codeOf(reopen(), initialReading)).toBe('reading-not-submitted');
    expect(codeOf(open(), after(open()))).toBe('reading-exists');
    expect(codeOf(reopen(), after(open()))).toBe('reading-not-submitted');
    expect(codeOf(submit(0), after(open(), submit(0)))).toBe('reading-already-submitted');
    expect(after(open(), submit(0), reopen()).status).toBe('open');
    expect(codeOf(submit(0), after(open(), submit(0), reopen()))).toBe('accepted');
  });

  it('[DO5] neither opens a withdrawn image nor reopens without a reason', () => {
    expect(codeOf({ ...open(), imageIsWithdrawn: true } as ReadingCommand, initialReading)).toBe('image-withdrawn');
    expect(codeOf(reopen('  '), after(open(), submit(0)))).toBe('reason-missing');
  });

  it('[DO6] holds out the 3rd, 7th, 11th, ... submission', () => {
    expect(Array.from({ length: 12 }, (_, i) => i + 1).filter(isHeldOut)).toEqual([3, 7, 11]);
  });

  it('[DO6] a reading keeps its flag, however often it is submitted again', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.array(fc.nat(30), { maxLength: 6 }), (first, later) => {
        let state = after(open(), submit(first));
        for (const earlier of later) {
          const result = run(run(state, reopen()).state, submit(earlier));
          expect(result.events).toMatchObject([{ payload: { heldOut: isHeldOut(first + 1) } }]);
          state = result.state;
        }
      }),
    );
  });

  it('[DO7] refuses whoever may not, in every state', () => {
    for (const state of [initialReading, after(open()), after(open(), submit(0))]) {
      for (const role of [null, ...ROLES]) {
        if (!can(role, 'label.edit')) expect(codeOf(open(role), state)).toBe('not-permitted');
        if (!can(role, 'reading.submit')) expect(codeOf(submit(0, role), state)).toBe('not-permitted');
        if (!can(role, 'reading.reopen')) expect(codeOf(reopen('x', role), state)).toBe('not-permitted');
      }
    }
  });

  it('[DO12] a stage that takes a signature takes one of its own statements', () => {
    const mustSign = true;
    expect(codeOf(submit(0, 'annotator', { mustSign }), after(open()))).toBe('signature-missing');
    expect(codeOf(reopen('x', 'reviewer', { mustSign }), after(open(), submit(0)))).toBe('signature-missing');
    for (const given of statements.options) {
      const { stage } = STATEMENTS[given];
      const signing = { mustSign, signature: says(given) };
      const expected = (wanted: string) => (stage === wanted ? 'accepted' : 'wrong-statement');
      expect(codeOf(submit(0, 'annotator', signing), after(open()))).toBe(expected('submit'));
      expect(codeOf(reopen('x', 'reviewer', signing), after(open(), submit(0)))).toBe(expected('review'));
      // A signature that nobody asked for counts too, and must fit as well.
      expect(codeOf(submit(0, 'annotator', { signature: says(given) }), after(open()))).toBe(expected('submit'));
    }
  });

  it('[DO13] a signature is beside what it signs, and names the labels and their position', () => {
    const labels = { labelDigest, upToPosition: '12' };
    const given = { signature: says('read-independently') };
    expect(run(after(open()), submit(0, 'annotator', given)).events).toMatchObject([
      { type: 'ReadingSubmitted', payload: labels },
      { type: 'ReadingSigned', payload: { ...labels, stage: 'submit', text: 'I read this case independently.' } },
    ]);
    const submitted = after(open(), submit(0));
    expect(run(submitted, reopen('x', 'reviewer', { signature: says('returned') })).events).toMatchObject([
      { type: 'ReadingSigned', payload: { ...labels, stage: 'review', statement: 'returned' } },
      { type: 'ReadingReopened' },
    ]);
    const approved = run(submitted, sign('review', 'approved'));
    expect(approved.events).toMatchObject([{ type: 'ReadingSigned', payload: { ...labels, statement: 'approved' } }]);
    expect(approved.state).toEqual(submitted);
  });

  it('[DO14] what somebody submitted, somebody else reviews and adjudicates, once it is submitted', () => {
    const submitted = after(open(), submit(0));
    expect(codeOf(sign('review', 'approved'), submitted)).toBe('accepted');
    expect(codeOf(sign('adjudication', 'adjudicated'), submitted)).toBe('accepted');
    expect(codeOf(sign('review', 'approved', true), submitted)).toBe('own-reading');
    expect(codeOf(sign('review', 'approved'), after(open()))).toBe('reading-not-submitted');
    expect(codeOf(sign('review', 'adjudicated'), submitted)).toBe('wrong-statement');
    expect(codeOf(sign('review', 'returned'), submitted)).toBe('wrong-statement');
    for (const role of [null, ...ROLES])
      if (!can(role, 'reading.review'))
        expect(codeOf({ ...sign('review', 'approved'), role } as ReadingCommand, submitted)).toBe('not-permitted');
  });

  it('[DO5] any commands in any order: what is accepted is valid, and open and submitted alternate', () => {
    const command = fc.oneof(
      fc.constantFrom<ReadingCommand>(open(), open(null), reopen(), reopen('')),
      fc.nat(20).map((earlier) => submit(earlier)),
    );
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        const history: string[] = [];
        let state: ReadingState = initialReading;
        for (const one of commands) {
          const decision = decideReading(one, state);
          if (decision.type === 'Rejected') continue;
          for (const event of decision.events) parsePayload(event.type, event.payload);
          history.push(...decision.events.map((event) => event.type));
          state = decision.events.reduce(evolveReading, state);
        }
        expect(`${history.join(' ')} `).toMatch(
          /^( |ReadingOpened (ReadingSubmitted ReadingReopened )*(ReadingSubmitted )?)$/,
        );
      }),
    );
  });
});

import { type DomainEvent, type PayloadOf, type SigningStage, STATEMENTS } from '@scholia/domain';
import type { ReadEvent } from '@scholia/ledger';
import type { Findings } from './finding.ts';

interface Submission {
  readonly position: string;
  readonly by: string | undefined;
  readonly payload: PayloadOf<'ReadingSubmitted'>;
}

/** A step that the policy wanted signed, and whose signature has not come yet: it stands right beside it. */
interface Owed {
  readonly stage: SigningStage;
  readonly type: DomainEvent['type'];
  readonly position: string;
  readonly by: string | undefined;
}

/** Whether people signed where the project asked for it, and what they signed is what was submitted. */
export class SigningCheck {
  readonly #findings: Findings;
  readonly #policies = new Map<string, readonly SigningStage[]>();
  readonly #submissions = new Map<string, Submission>();
  readonly #owed = new Map<string, Owed>();
  /** The signature right ahead of this event in its reading, for a step that is signed before it. */
  readonly #lastSigned = new Map<string, { readonly stage: SigningStage; readonly by: string | undefined }>();
  #signatures = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  next(event: DomainEvent, { actor, project, reading, position }: ReadEvent): void {
    if (event.type === 'SigningPolicyChanged') this.#policies.set(event.payload.projectId, event.payload.stages);
    if (!reading) return;
    const by = actor.type === 'user' ? actor.userId : undefined;
    if (event.type === 'ReadingSigned') {
      this.#checkSignature(event.payload, by, position);
      this.#lastSigned.set(reading, { stage: event.payload.stage, by });
      return;
    }
    this.#demandOwed(reading);
    const signed = this.#lastSigned.get(reading);
    this.#lastSigned.delete(reading);
    const mustSign = (stage: SigningStage) => (project && this.#policies.get(project)?.includes(stage)) === true;
    if (event.type === 'ReadingSubmitted') {
      this.#submissions.set(reading, { position, by, payload: event.payload });
      if (mustSign('submit')) this.#owed.set(reading, { stage: 'submit', type: event.type, position, by });
    }
    if (event.type === 'ReadingReopened' && mustSign('review') && !(signed?.stage === 'review' && signed.by === by))
      this.#unsigned({ stage: 'review', type: event.type, position, by });
  }

  /** How many signatures were checked. `cutAt`: the bundle ends there, and so maybe before a signature. */
  finish(cutAt: string | undefined): number {
    for (const [reading, { position }] of [...this.#owed]) if (position !== cutAt) this.#demandOwed(reading);
    return this.#signatures;
  }

  #checkSignature(signature: PayloadOf<'ReadingSigned'>, by: string | undefined, position: string): void {
    this.#signatures++;
    const { readingId, stage, statement, text, labelDigest, upToPosition } = signature;
    const wrong = (why: string) => this.#findings.add('signing', `#${position}: the signature ${why}.`, position);
    const submission = this.#submissions.get(readingId);
    const owed = this.#owed.get(readingId);
    if (owed?.stage === stage && owed.by === by) this.#owed.delete(readingId);
    if (STATEMENTS[statement].stage !== stage || STATEMENTS[statement].text !== text)
      wrong(`says "${text}", which is not what one signs as "${statement}" at stage ${stage}`);
    if (by === undefined) wrong('is not a person’s');
    if (!submission) {
      wrong(`is under reading ${readingId}, which was not submitted`);
      return;
    }
    if (submission.payload.labelDigest !== labelDigest || submission.payload.upToPosition !== upToPosition)
      wrong(
        `is under labels ${labelDigest.slice(0, 16)} up to #${upToPosition}, and ${submission.payload.labelDigest.slice(0, 16)} up to #${submission.payload.upToPosition} was submitted in #${submission.position}`,
      );
    if (stage === 'submit' && submission.by !== by)
      wrong(`is not of who submitted the reading in #${submission.position}`);
    if (statement !== 'returned' && stage !== 'submit' && submission.by === by)
      wrong(`is of who submitted the reading in #${submission.position}, and somebody else has to sign`);
  }

  #demandOwed(reading: string): void {
    const owed = this.#owed.get(reading);
    if (!owed) return;
    this.#owed.delete(reading);
    this.#unsigned(owed);
  }

  #unsigned({ stage, type, position }: Owed): void {
    this.#findings.add(
      'signing',
      `#${position}: ${type} without the signature that the project required then (${stage}).`,
      position,
    );
  }
}

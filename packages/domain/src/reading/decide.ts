import { type Digest, type ImageId, must, type ProjectId, type ReadingId } from '@scholia/core';
import { accepted, type Decision, rejected } from '../decision.ts';
import { can, type Role } from '../roles.ts';
import { type Signature, type SigningStage, STATEMENTS } from '../signing.ts';
import type { ReadingEvent, ReadingState, SubmittedLabels } from './evolve.ts';
import { isHeldOut } from './held-out.ts';

/** A command that can be signed, and has to be where the project's policy names the stage. */
interface Signable {
  readonly mustSign: boolean;
  readonly signature?: Signature | undefined;
}

/** `role` is what the server knows the person to be in this project, never what a client says. */
export type ReadingCommand = { readonly role: Role | null } & (
  | {
      readonly type: 'OpenReading';
      readonly readingId: ReadingId;
      readonly imageId: ImageId;
      readonly projectId: ProjectId;
      readonly imageIsWithdrawn: boolean;
      /** (Default: collaborative) */
      readonly mode?: 'collaborative' | 'blinded' | undefined;
    }
  | ({
      readonly type: 'SubmitReading';
      /** Fold of all operations up to `upToPosition`, which is the last of the reading. */
      readonly labelDigest: Digest;
      readonly labelBlob: Digest;
      readonly upToPosition: bigint;
      /** Readings of the project that have ever been submitted, this one not counted. */
      readonly earlierSubmissions: number;
    } & Signable)
  | ({ readonly type: 'ReopenReading'; readonly reason: string } & Signable)
  /** Puts a name to what somebody else has submitted: as its reviewer, or as who decides between readings. */
  | {
      readonly type: 'SignReading';
      readonly stage: Exclude<SigningStage, 'submit'>;
      readonly signature: Signature;
      /** The signer is who submitted it. */
      readonly isOwn: boolean;
    }
);

export type ReadingRejection =
  | 'not-permitted'
  | 'reading-exists'
  | 'image-withdrawn'
  | 'reading-not-open'
  | 'reading-already-submitted'
  | 'reading-not-submitted'
  | 'reason-missing'
  | 'signature-missing'
  | 'wrong-statement'
  | 'own-reading';

export function decideReading(command: ReadingCommand, state: ReadingState): Decision<ReadingEvent, ReadingRejection> {
  switch (command.type) {
    case 'OpenReading': {
      if (!can(command.role, 'label.edit')) return rejected('not-permitted', 'Your role does not open readings.');
      if (state.status !== 'absent') return rejected('reading-exists', 'This image already has its reading.');
      if (command.imageIsWithdrawn) return rejected('image-withdrawn', 'The image has been withdrawn.');
      const { readingId, imageId, projectId, mode = 'collaborative' } = command;
      return accepted({ type: 'ReadingOpened', payload: { readingId, imageId, projectId, mode } });
    }
    case 'SubmitReading': {
      if (!can(command.role, 'reading.submit')) return rejected('not-permitted', 'Your role does not submit readings.');
      if (state.status === 'absent') return rejected('reading-not-open', 'There is no such reading.');
      if (state.status === 'submitted') return rejected('reading-already-submitted', 'It has already been submitted.');
      const unsigned = whyUnsigned('submit', command);
      if (unsigned) return unsigned;
      const { readingId, imageId, projectId } = state;
      const { labelDigest, labelBlob, signature } = command;
      const submitted = { labelDigest, upToPosition: String(command.upToPosition) };
      const heldOut = state.heldOut ?? isHeldOut(command.earlierSubmissions + 1);
      return accepted(
        { type: 'ReadingSubmitted', payload: { readingId, imageId, projectId, ...submitted, labelBlob, heldOut } },
        ...signed(state, submitted, signature),
      );
    }
    case 'ReopenReading': {
      if (!can(command.role, 'reading.reopen')) return rejected('not-permitted', 'Ask a reviewer to reopen it.');
      if (state.status !== 'submitted') return rejected('reading-not-submitted', 'It has not been submitted.');
      const reason = command.reason.trim();
      if (reason === '') return rejected('reason-missing', 'Say why it is reopened.');
      const unsigned = whyUnsigned('review', command);
      if (unsigned) return unsigned;
      return accepted(...signed(state, submittedOf(state), command.signature), {
        type: 'ReadingReopened',
        payload: { readingId: state.readingId, reason },
      });
    }
    case 'SignReading': {
      if (!can(command.role, 'reading.review')) return rejected('not-permitted', 'Ask a reviewer to sign it.');
      if (state.status !== 'submitted') return rejected('reading-not-submitted', 'It has not been submitted.');
      if (command.isOwn) return rejected('own-reading', 'You submitted this reading: somebody else has to sign it.');
      const { stage, signature } = command;
      const unsigned = whyUnsigned(stage, { mustSign: true, signature });
      if (unsigned) return unsigned;
      // What returns a reading is a reopening, which signs it too.
      if (signature.statement === 'returned') return rejected('wrong-statement', 'Reopen the reading to return it.');
      return accepted(...signed(state, submittedOf(state), signature));
    }
  }
}

type Known = Exclude<ReadingState, { status: 'absent' }>;

const submittedOf = (state: Known) => must(state.submitted, 'a submitted reading has labels');

/** Nothing, when what is given is what the stage asks for. */
function whyUnsigned(stage: SigningStage, { mustSign, signature }: Signable) {
  if (!signature) return mustSign ? rejected('signature-missing', 'This project wants it signed.') : undefined;
  if (STATEMENTS[signature.statement].stage === stage) return undefined;
  return rejected('wrong-statement', 'This is not what one says here: choose another statement.');
}

function signed(
  { readingId, imageId, projectId }: Known,
  labels: SubmittedLabels,
  signature: Signature | undefined,
): ReadingEvent[] {
  if (!signature) return [];
  const { stage, text } = STATEMENTS[signature.statement];
  return [{ type: 'ReadingSigned', payload: { readingId, imageId, projectId, ...labels, ...signature, stage, text } }];
}

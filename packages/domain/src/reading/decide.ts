import type { Digest, ImageId, ProjectId, ReadingId } from '@scholia/core';
import { accepted, type Decision, rejected } from '../decision.ts';
import { can, type Role } from '../roles.ts';
import type { ReadingEvent, ReadingState } from './evolve.ts';
import { isHeldOut } from './held-out.ts';

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
  | {
      readonly type: 'SubmitReading';
      /** Fold of all operations up to `upToPosition`, which is the last of the reading. */
      readonly labelDigest: Digest;
      readonly labelBlob: Digest;
      readonly upToPosition: bigint;
      /** Readings of the project that have ever been submitted, this one not counted. */
      readonly earlierSubmissions: number;
    }
  | { readonly type: 'ReopenReading'; readonly reason: string }
);

export type ReadingRejection =
  | 'not-permitted'
  | 'reading-exists'
  | 'image-withdrawn'
  | 'reading-not-open'
  | 'reading-already-submitted'
  | 'reading-not-submitted'
  | 'reason-missing';

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
      const { readingId, imageId, projectId } = state;
      const { labelDigest, labelBlob } = command;
      return accepted({
        type: 'ReadingSubmitted',
        payload: {
          readingId,
          imageId,
          projectId,
          labelDigest,
          labelBlob,
          upToPosition: String(command.upToPosition),
          heldOut: state.heldOut ?? isHeldOut(command.earlierSubmissions + 1),
        },
      });
    }
    case 'ReopenReading': {
      if (!can(command.role, 'reading.reopen')) return rejected('not-permitted', 'Ask a reviewer to reopen it.');
      if (state.status !== 'submitted') return rejected('reading-not-submitted', 'It has not been submitted.');
      const reason = command.reason.trim();
      if (reason === '') return rejected('reason-missing', 'Say why it is reopened.');
      return accepted({ type: 'ReadingReopened', payload: { readingId: state.readingId, reason } });
    }
  }
}

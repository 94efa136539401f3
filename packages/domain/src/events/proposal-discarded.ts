import { z } from 'zod';
import { proposalId, readingId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** A person looked at the proposal and did not want it. */
export const proposalDiscarded = defineEvent({
  type: 'ProposalDiscarded',
  version: 1,
  payload: z.strictObject({ proposalId, readingId }),
  describe: (_p, by) => `${by} discarded a proposal.`,
});

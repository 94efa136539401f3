import { streams } from '@scholia/domain';
import { enqueue } from '@scholia/jobs';
import { z } from 'zod';
import { command } from '../use-case.ts';

/** The notary does it, and says so in the log. */
export const requestVerification = command({
  name: 'audit.verify',
  summary: 'Have the whole log read again and checked against its tree and checkpoints.',
  input: z.object({}),
  output: z.object({}),
  access: { type: 'organisation', capability: 'audit.verify', alsoAuditors: true },
  async run({ actor, commit }) {
    await commit(async (tx) => {
      tx.append({
        streamId: streams.log(),
        events: [{ type: 'LogVerificationRequested', payload: {}, actor }],
      });
      await enqueue(tx.sql, 'verify-log', {});
    });
    return {};
  },
});

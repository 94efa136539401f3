import { AppError } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { getProposal } from '@scholia/projections';
import { z } from 'zod';
import { nothing } from '../schemas.ts';
import { found, readingScope } from '../scopes.ts';
import { command } from '../use-case.ts';

export const discardProposal = command({
  name: 'proposals.discard',
  summary: 'Say that a proposal is not wanted in this reading.',
  input: z.object({ proposalId: fields.proposalId, readingId: fields.readingId }),
  output: nothing,
  access: { type: 'project', capability: 'label.edit', scope: readingScope },
  async run({ actor, commit }, { proposalId, readingId }) {
    await commit(async (tx, { scope }) => {
      await tx.lockStream(streams.reading(readingId));
      const proposal = found(await getProposal(tx.sql, proposalId), 'proposal');
      if (proposal.imageId !== scope.imageId) throw new AppError('not-found', 'There is no such proposal here.');
      if (proposal.status === 'discarded') throw new AppError('conflict', 'The proposal was discarded already.');
      tx.append({
        streamId: streams.reading(readingId),
        events: [{ type: 'ProposalDiscarded', payload: { proposalId, readingId }, actor, ...scope }],
      });
    });
    return {};
  },
});

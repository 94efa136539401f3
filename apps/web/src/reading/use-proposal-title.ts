'use client';

import type { ProjectId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { titleOfMethod } from './segment-methods.ts';
import type { Proposal } from './use-proposals.ts';

/** Names a proposal after what made it: "Prediction of model v3". */
export function useProposalTitle(projectId: ProjectId): (proposal: Proposal) => string {
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ projectId }));
  return useCallback(
    ({ source }) => {
      if (source.type !== 'model') return `Segmentation by ${titleOfMethod(source.method).toLowerCase()}`;
      const model = models?.find(({ modelId }) => modelId === source.modelId);
      return model ? `Prediction of model v${model.version}` : 'Prediction of the model';
    },
    [models],
  );
}

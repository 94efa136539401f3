'use client';

import type { ProjectId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { titleOfMethod } from './segment-methods.ts';
import type { Proposal } from './use-proposals.ts';

export interface ProposalNames {
  /** What made it: "Prediction of model v3". */
  readonly titleOf: (proposal: Proposal) => string;
  /** "model v3" */
  readonly modelOf: (modelId: string) => string;
}

export function useProposalNames(projectId: ProjectId): ProposalNames {
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ projectId }));
  return useMemo(() => {
    const modelOf = (id: string) => {
      const model = models?.find(({ modelId }) => modelId === id);
      return model ? `model v${model.version}` : 'the model';
    };
    const titleOf = ({ source }: Proposal) =>
      source.type === 'model'
        ? `Prediction of ${modelOf(source.modelId)}`
        : `Segmentation by ${titleOfMethod(source.method).toLowerCase()}`;
    return { titleOf, modelOf };
  }, [models]);
}

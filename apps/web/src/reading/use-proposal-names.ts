'use client';

import type { ProjectId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { networkText } from './model-text.ts';
import { titleOfMethod } from './segment-methods.ts';
import type { Proposal } from './use-proposals.ts';

export interface ProposalNames {
  /** What made it: "Prediction of model v3", "Segmentation by model v3" where that was asked. */
  readonly titleOf: (proposal: Proposal) => string;
  /** "U-Net, DeepEdit", "Graph cut" */
  readonly makerOf: (proposal: Proposal) => string;
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
    const titleOf = ({ source, requestId }: Proposal) => {
      if (source.type !== 'model') return `Segmentation by ${titleOfMethod(source.method).toLowerCase()}`;
      return `${requestId === null ? 'Prediction of' : 'Segmentation by'} ${modelOf(source.modelId)}`;
    };
    const makerOf = ({ source }: Proposal) => {
      if (source.type !== 'model') return titleOfMethod(source.method);
      const model = models?.find(({ modelId }) => modelId === source.modelId);
      return model ? networkText(model) : 'A model';
    };
    return { titleOf, makerOf, modelOf };
  }, [models]);
}

'use client';

import type { ProjectId } from '@scholia/core';
import type { ModelMethod } from '@scholia/domain';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTRPC } from '../client/trpc.ts';

/** The methods that the project has a model for, in use: what may be asked. */
export function useModelsInUse(projectId: ProjectId): ReadonlySet<ModelMethod> {
  const trpc = useTRPC();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ projectId }));
  return useMemo(() => new Set(models?.filter(({ isCurrent }) => isCurrent).map(({ method }) => method)), [models]);
}

import { AppError } from '@scholia/core';
import { faultOf } from '@scholia/db';
import { fields } from '@scholia/domain';
import { getSegmentationRequest } from '@scholia/projections';
import { z } from 'zod';
import { decideAccess, refuse } from '../authorise.ts';
import { found, readingScope } from '../scopes.ts';
import type { ApiContext } from '../trpc.ts';

export const progressInput = z.object({ requestId: fields.plainId });

/** How far a segmentation is, a few times a second, for who may see its reading. Nothing is told before a worker has begun. */
export async function* segmentationProgress({ services, user }: ApiContext, raw: unknown, signal?: AbortSignal) {
  if (user === null) throw new AppError('not-signed-in', 'Sign in first.');
  const { requestId } = progressInput.parse(raw);
  try {
    const { readingId } = found(await getSegmentationRequest(services.sql, requestId), 'segmentation request');
    const access = { type: 'project', capability: 'label.view', scope: readingScope } as const;
    const decision = await decideAccess(access, services.sql, user, { readingId });
    if (decision.type === 'Denied') await refuse(services, user, decision.denial);
    yield* services.progress.follow(requestId, signal);
  } catch (error) {
    throw faultOf(error);
  }
}

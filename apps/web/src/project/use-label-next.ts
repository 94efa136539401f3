'use client';

import type { ImageId, ProjectId } from '@scholia/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useCallback, useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';

/** Opens the image that the queue says is next. `notImageId` skips the one at hand. */
export function useLabelNext(
  projectId: ProjectId,
  notImageId?: ImageId,
): { readonly go: () => void; readonly isBusy: boolean } {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [isBusy, setBusy] = useState(false);
  const go = useCallback(async () => {
    setBusy(true);
    try {
      const options = trpc.queue.next.queryOptions({ projectId, notImageId }, { staleTime: 0 });
      const { imageId } = await queryClient.fetchQuery(options);
      if (imageId) router.push(`/projects/${projectId}/images/${imageId}`);
      else {
        setBusy(false);
        toast.success('Everything is labelled. Nothing is left in the queue.');
      }
    } catch {
      setBusy(false);
      toast.error('The queue could not be read. Try again in a moment.');
    }
  }, [trpc, queryClient, router, projectId, notImageId]);
  return { go, isBusy };
}

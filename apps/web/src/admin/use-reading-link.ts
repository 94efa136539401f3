'use client';

import type { ReadingId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../client/trpc.ts';

/** Name and address of the page of a reading. */
export function useReadingLink(readingId: ReadingId): { readonly text: string; readonly href: string } {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.readings.get.queryOptions({ readingId }));
  return data
    ? { text: data.imageName, href: `/projects/${data.projectId}/images/${data.imageId}` }
    : { text: 'a reading', href: '/' };
}

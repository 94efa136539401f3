'use client';

import type { ReadingId, UserId } from '@scholia/core';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTRPC, useTRPCClient } from '../client/trpc.ts';
import { Coalescer } from '../live/coalesce.ts';
import { useLiveEvent } from '../live/LiveEvents.tsx';
import type { HistoryRow } from './group-rows.ts';

export interface TimelineFilters {
  readonly person?: string | undefined;
  readonly kind?: 'strokes' | 'regions' | 'computed' | 'masks' | 'undo' | 'milestones' | undefined;
  readonly by?: 'people' | 'machines' | undefined;
}

const PAGE = 100;
const NONE: readonly HistoryRow[] = [];
/** Rows that came while one looks are fetched at most so often, ms. */
const REFRESH_MS = 1000;

/** Who did how much, and when: the numbers above the list. Refreshed as people go on. */
export function useTimelineSummary(readingId: ReadingId) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const summary = useQuery(trpc.readings.timeline.queryOptions({ readingId }));
  const queryKey = trpc.readings.timeline.queryKey({ readingId });
  useReadingEvents(readingId, () => void queryClient.invalidateQueries({ queryKey }));
  return summary;
}

/** The events that fit, newest first: those from before the panel was opened by pages, and what has come since. */
export function useTimelineRows(readingId: ReadingId, filters: TimelineFilters) {
  const client = useTRPCClient();
  const wanted = {
    readingId,
    ...(filters.person ? { actorId: filters.person as UserId } : {}),
    ...(filters.kind ? { kind: filters.kind } : {}),
    ...(filters.by ? { by: filters.by } : {}),
  };
  const pages = useInfiniteQuery({
    queryKey: ['history', wanted],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      client.readings.history.query(
        { ...wanted, limit: PAGE, ...(pageParam ? { before: pageParam } : {}) },
        { signal },
      ),
    getNextPageParam: ({ next }) => next ?? undefined,
    // Never from memory: what came meanwhile would be missing, and nobody would see that it is.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const key = JSON.stringify(wanted);
  const [since, setSince] = useState<{ readonly key: string; readonly rows: readonly HistoryRow[] }>({ key, rows: [] });
  const fresh = since.key === key ? since.rows : NONE;
  const rows = useMemo(
    () => [...fresh, ...(pages.data?.pages.flatMap((page) => page.rows) ?? [])],
    [fresh, pages.data],
  );
  const newest = rows[0]?.position ?? '0';
  useReadingEvents(readingId, async () => {
    if (!pages.isSuccess) return;
    const answer = await client.readings.history.query({ ...wanted, after: newest, limit: 500 }).catch(() => undefined);
    if (!answer || answer.rows.length === 0) return;
    setSince((known) => {
      const rows = known.key === key ? known.rows : [];
      const seen = new Set(rows.map(({ position }) => position));
      return { key, rows: [...answer.rows.filter(({ position }) => !seen.has(position)), ...rows] };
    });
  });
  return { rows, pages };
}

/** Calls the newest `act` after events of the reading, now and then while they come. */
function useReadingEvents(readingId: ReadingId, act: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  const coalescer = useRef<Coalescer<string>>(undefined);
  useEffect(() => {
    const own = new Coalescer<string>(REFRESH_MS, () => newest.current());
    coalescer.current = own;
    return () => own.stop();
  }, []);
  useLiveEvent((event) => {
    if (event.readingId === readingId) coalescer.current?.add([readingId]);
  });
}

'use client';

import type { ProjectId, ReadingId, UserId } from '@scholia/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Bot, CircleUser, Cog, SearchX } from 'lucide-react';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { Card } from '../admin/Card.tsx';
import { mergeEvents } from '../admin/merge-events.ts';
import { useTRPC, useTRPCClient } from '../client/trpc.ts';
import { type LiveEvent, useLiveEvent } from '../live/LiveEvents.tsx';
import { AppBar } from '../shell/AppBar.tsx';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import { LiveDot } from '../shell/LiveDot.tsx';
import type { Me } from '../shell/me.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/class-names.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { EventDetail } from './EventDetail.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { kindOf, typesOf } from './event-kinds.ts';
import { FilterBar } from './FilterBar.tsx';
import { boundsOf, type Filters, filtersOf, fits, queryOf } from './filters.ts';
import { LogStatusCard } from './LogStatusCard.tsx';

const PAGE = 100;
const ICONS = { user: CircleUser, model: Bot, system: Cog } as const;

/** Who did what, when: the whole log, searched from its newest event backwards, and whether it is still what it was. */
export function AuditPage({ me, seesWhole }: { readonly me: Me; readonly seesWhole: boolean }) {
  const trpc = useTRPC();
  const router = useRouter();
  const path = usePathname();
  const filters = filtersOf(useSearchParams().toString());
  const { data: projects = [] } = useQuery(trpc.projects.list.queryOptions());
  const [chosen, setChosen] = useState<LiveEvent>();
  const setFilters = (next: Filters) => router.replace(`${path}?${queryOf(next)}`, { scroll: false });
  const query = queryOf(filters);
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar me={me} crumbs={[{ text: 'Audit' }]}>
        <LiveDot />
      </AppBar>
      <ConditionBanners />
      <main className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-[minmax(0,1fr)_22rem] items-start gap-5 px-6 py-6">
        <h1 className="sr-only">Audit</h1>
        <Card title="Log" aside={seesWhole ? <ExportMenu filters={filters} /> : null}>
          <FilterBar filters={filters} projects={projects} onChange={setFilters} />
          <Found key={query} filters={filters} chosen={chosen?.position} onChoose={setChosen} />
        </Card>
        <div className="sticky top-6 grid gap-4">
          {seesWhole ? <LogStatusCard /> : null}
          {chosen ? (
            <EventDetail
              event={chosen}
              onClose={() => setChosen(undefined)}
              onReading={(reading) => setFilters({ reading })}
            />
          ) : null}
        </div>
      </main>
    </div>
  );
}

interface FoundProps {
  readonly filters: Filters;
  readonly chosen: string | undefined;
  readonly onChoose: (event: LiveEvent) => void;
}

function Found({ filters, chosen, onChoose }: FoundProps) {
  const client = useTRPCClient();
  const found = useInfiniteQuery({
    queryKey: ['audit', queryOf(filters)],
    initialPageParam: filters.upTo && String(Number(filters.upTo) + 1),
    queryFn: ({ pageParam, signal }) =>
      client.events.search.query(
        {
          ...boundsOf(filters),
          limit: PAGE,
          ...(pageParam ? { before: pageParam } : {}),
          ...(filters.kind ? { types: typesOf(filters.kind) } : {}),
          ...(filters.project ? { projectId: filters.project as ProjectId } : {}),
          ...(filters.person ? { actorId: filters.person as UserId } : {}),
          ...(filters.reading ? { readingId: filters.reading as ReadingId } : {}),
        },
        { signal },
      ),
    getNextPageParam: ({ next }) => next ?? undefined,
    // Never from memory: what came meanwhile would be missing, and nobody would see that it is.
    gcTime: 0,
    staleTime: 0,
  });
  const [live, setLive] = useState<readonly LiveEvent[]>([]);
  useLiveEvent((event) => {
    if (fits(event, filters)) setLive((known) => mergeEvents(known, [event], PAGE));
  });
  const stored = found.data?.pages.flatMap(({ events }) => events) ?? [];
  const events = mergeEvents(stored, live, stored.length + live.length);
  if (found.isPending) {
    return (
      <p className="flex items-center justify-center gap-2 py-16 text-sm text-faint">
        <Spinner /> Searching
      </p>
    );
  }
  if (found.isError) {
    return (
      <EmptyState
        icon={<SearchX className="size-5" />}
        title="The log cannot be read"
        action={<Button onClick={() => void found.refetch()}>Try again</Button>}
      >
        {found.error.message}
      </EmptyState>
    );
  }
  if (events.length === 0) {
    return (
      <EmptyState icon={<SearchX className="size-5" />} title="Nothing fits">
        No event that you may see is like this. Take a filter away, or choose other days.
      </EmptyState>
    );
  }
  return (
    <>
      <ol aria-label="Events" className="py-1">
        {events.map((event) => (
          <li key={event.position} className="[content-visibility:auto] [contain-intrinsic-size:auto_2rem]">
            <EventRow event={event} isChosen={event.position === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ol>
      <div className="flex justify-center border-t border-line p-3">
        {found.hasNextPage ? (
          <Button size="sm" isBusy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            Earlier events
          </Button>
        ) : (
          <span className="text-2xs text-faint">That is the beginning.</span>
        )}
      </div>
    </>
  );
}

interface EventRowProps {
  readonly event: LiveEvent;
  readonly isChosen: boolean;
  readonly onChoose: (event: LiveEvent) => void;
}

function EventRow({ event, isChosen, onChoose }: EventRowProps) {
  const Icon = ICONS[event.actor.type];
  const isTrouble = kindOf(event.type) === 'trouble';
  const tone = isTrouble ? 'text-warn' : event.actor.type === 'user' ? 'text-soft' : 'text-machine';
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(event)}
      className="flex h-8 w-full items-center gap-3 px-4 text-left text-sm hover:bg-raised aria-pressed:bg-active"
    >
      <span className="numeric w-14 shrink-0 text-right text-2xs text-faint">#{event.position}</span>
      <Icon className={cx('size-4 shrink-0', tone)} aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate">{event.sentence}</span>
      <time dateTime={event.recordedAt} className="numeric shrink-0 text-2xs text-faint" suppressHydrationWarning>
        {new Date(event.recordedAt).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
      </time>
    </button>
  );
}

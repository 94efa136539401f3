'use client';

import { useQuery } from '@tanstack/react-query';
import { Bot, CircleUser, Cog } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { type LiveEvent, useLiveEvent } from '../live/LiveEvents.tsx';
import { cx } from '../ui/class-names.ts';
import { Card, Nothing } from './Card.tsx';
import { mergeEvents } from './merge-events.ts';

const KEEP = 300;
const FIRST = 100;
const ICONS = { user: CircleUser, model: Bot, system: Cog } as const;
const REFUSALS: ReadonlySet<string> = new Set([
  'UpdateRefused',
  'RefusalsSummarised',
  'LabelsDiverged',
  'AccessDenied',
  'SignInFailed',
  'TrainingFailed',
  'SegmentationFailed',
  'LogFaultFound',
]);

export interface EventStreamProps {
  /** The log's last position, as known when the page was made. */
  readonly head: string;
  readonly projects: Outputs['projects']['list'];
}

/** Every event in one sentence, newest first, as it commits. */
export function EventStream({ head, projects }: EventStreamProps) {
  const trpc = useTRPC();
  const [start] = useState(() => String(Math.max(0, Number(head) - FIRST)));
  const { data } = useQuery(
    trpc.events.list.queryOptions({ after: start, limit: FIRST + 50 }, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const [events, setEvents] = useState<readonly LiveEvent[]>([]);
  const [arrived, setArrived] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (data) setEvents((known) => mergeEvents(known, data.events, KEEP));
  }, [data]);
  useLiveEvent((event) => {
    setArrived((set) => new Set([...set].slice(-KEEP)).add(event.position));
    setEvents((known) => mergeEvents(known, [event], KEEP));
  });
  const last = events[0]?.position ?? head;
  return (
    <Card title="Events" aside={`#${last}`}>
      {events.length === 0 ? <Nothing>Nothing has happened yet.</Nothing> : null}
      <ol aria-label="Events" className="max-h-[calc(100dvh-9.5rem)] overflow-y-auto py-1">
        {events.map((event) => (
          <EventRow
            key={event.position}
            event={event}
            isNew={arrived.has(event.position)}
            projectName={projects.find(({ projectId }) => projectId === event.projectId)?.name}
          />
        ))}
      </ol>
    </Card>
  );
}

interface EventRowProps {
  readonly event: LiveEvent;
  readonly isNew: boolean;
  readonly projectName: string | undefined;
}

function EventRow({ event, isNew, projectName }: EventRowProps) {
  const Icon = ICONS[event.actor.type];
  const tone = REFUSALS.has(event.type) ? 'text-warn' : event.actor.type === 'user' ? 'text-soft' : 'text-machine';
  return (
    <li className={cx('flex items-center gap-3 px-4 py-1.5 text-sm hover:bg-raised', isNew && 'animate-enter')}>
      <span className="numeric w-12 shrink-0 text-right text-2xs text-faint">#{event.position}</span>
      <Icon className={cx('size-4 shrink-0', tone)} aria-hidden="true" />
      <span className="min-w-0 flex-1 truncate" title={`${event.type} · ${event.eventId}`}>
        {event.sentence}
      </span>
      {projectName ? (
        <span className="hidden max-w-40 truncate text-2xs text-faint lg:inline">{projectName}</span>
      ) : null}
      <time dateTime={event.recordedAt} className="numeric shrink-0 text-2xs text-faint" suppressHydrationWarning>
        {new Date(event.recordedAt).toLocaleTimeString()}
      </time>
    </li>
  );
}

'use client';

import type { ReadingId } from '@scholia/core';
import { Download, HistoryIcon, MousePointerClick, RotateCcw, SearchX, X } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { labelsFileUrl } from '../reading/fetch-bytes.ts';
import type { Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useNow } from '../ui/use-now.ts';
import { groupRows, stopsOf } from './group-rows.ts';
import { RestoreDialog } from './RestoreDialog.tsx';
import { TimeBar } from './TimeBar.tsx';
import { Timeline } from './Timeline.tsx';
import { clockText } from './texts.ts';
import type { Moment, Place, Travel } from './time-traveller.ts';
import type { History } from './use-history.ts';
import { type TimelineFilters, useTimelineRows, useTimelineSummary } from './use-timeline.ts';
import { VoxelCard } from './VoxelCard.tsx';

export interface HistoryPanelProps {
  readonly readingId: ReadingId;
  readonly history: History;
  readonly labels: readonly { readonly value: number; readonly name: string; readonly color: string }[];
  /** One may edit, and the reading takes edits. */
  readonly canRestore: boolean;
  readonly onRestored: (session: number) => void;
}

const NOBODY: readonly Person[] = [];

/** What happened in a reading, when and by whom; and the way to the labels as they were. In the place of the tools. */
export function HistoryPanel({ readingId, history, labels, canRestore, onRestored }: HistoryPanelProps) {
  const { traveller, travel, voxel } = history;
  const now = useNow(30_000);
  const [filters, setFilters] = useState<TimelineFilters>({});
  const [restoring, setRestoring] = useState<Moment>();
  const summary = useTimelineSummary(readingId);
  const { rows, pages } = useTimelineRows(readingId, filters);
  const groups = useMemo(() => groupRows(rows), [rows]);
  const people = summary.data?.people ?? NOBODY;
  const moment = travel.shown?.moment;
  const newest = summary.data?.newest.version ?? 1;
  const wanted = travel.wanted;
  const at = wanted === undefined ? newest : 'version' in wanted ? wanted.version : (moment?.version ?? newest);
  const go = useCallback(
    (place: Place, whenRested = false) => {
      // After the newest event is now: what others do goes on to be seen.
      if ('version' in place && place.version >= newest) traveller.back();
      else traveller.goTo(place, { whenRested });
    },
    [traveller, newest],
  );
  const text = textOf(travel, at, now);
  return (
    <aside aria-label="History" className="flex w-72 shrink-0 flex-col border-l border-line bg-panel">
      <header className="flex h-10 shrink-0 items-center gap-2 border-b border-line pr-1.5 pl-3">
        <HistoryIcon className="size-4 text-faint" aria-hidden="true" />
        <h2 className="text-sm font-semibold">History</h2>
        <IconButton
          label="Close history"
          keys="T"
          side="left"
          icon={<X className="size-4" />}
          className="ml-auto"
          onClick={history.toggle}
        />
      </header>
      <div className="grid shrink-0 gap-2.5 border-b border-line p-3">
        <div className="flex h-4 items-baseline justify-between text-xs">
          <span className="numeric font-medium text-ink">{text}</span>
          <span className="numeric text-2xs text-faint">
            {at} of {newest}
          </span>
        </div>
        {summary.data ? (
          <TimeBar
            summary={summary.data}
            at={at}
            text={text}
            stops={stopsOf(groups)}
            onMove={(version, { isDragging }) => go({ version }, isDragging)}
          />
        ) : (
          <div className="skeleton h-7" />
        )}
        <MomentActions
          moment={moment}
          readingId={readingId}
          canRestore={canRestore}
          onRestore={() => setRestoring(moment)}
        />
        {voxel ? (
          <VoxelCard
            readingId={readingId}
            voxel={voxel}
            position={moment?.position ?? summary.data?.newest.position}
            people={people}
            labels={labels}
            now={now}
            onGo={go}
            onClose={history.forget}
          />
        ) : (
          <p className="flex items-center gap-2 text-2xs text-faint">
            <MousePointerClick className="size-3.5 shrink-0" aria-hidden="true" /> Click a voxel to see who wrote it.
          </p>
        )}
      </div>
      <Filters filters={filters} people={people} onChange={setFilters} />
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {pages.isPending ? (
          <p className="flex items-center justify-center gap-2 py-10 text-xs text-faint">
            <Spinner /> Reading the log
          </p>
        ) : pages.isError ? (
          <div role="alert" className="grid justify-items-center gap-3 px-3 py-10 text-center text-xs text-soft">
            {pages.error.message}
            <Button size="sm" onClick={() => void pages.refetch()}>
              Try again
            </Button>
          </div>
        ) : rows.length === 0 && !pages.hasNextPage ? (
          <div className="grid justify-items-center gap-2 px-3 py-10 text-center text-xs text-faint">
            <SearchX className="size-5" aria-hidden="true" />
            Nothing here is like that. Take a filter away.
          </div>
        ) : (
          <>
            <Timeline groups={groups} people={people} labels={labels} at={moment?.position} now={now} onGo={go} />
            <More
              hasMore={pages.hasNextPage}
              isBusy={pages.isFetchingNextPage}
              rows={rows.length}
              onMore={() => void pages.fetchNextPage()}
            />
          </>
        )}
      </div>
      <RestoreDialog
        readingId={readingId}
        moment={restoring}
        now={now}
        onClose={() => setRestoring(undefined)}
        onRestored={(session) => {
          setRestoring(undefined);
          traveller.back();
          onRestored(session);
        }}
      />
    </aside>
  );
}

/** Where one is, in words; on the way only that is known. */
function textOf({ wanted, shown, status }: Travel, at: number, now: number): string {
  if (wanted === undefined) return 'Now';
  if (status === 'there' && shown) return `${clockText(shown.moment.at, now)}, #${shown.moment.position}`;
  return `Event ${at}`;
}

interface MomentActionsProps {
  readonly moment: Moment | undefined;
  readonly readingId: ReadingId;
  readonly canRestore: boolean;
  readonly onRestore: () => void;
}

/** What can be done with a moment. Always there, so that nothing jumps; of no use now. */
function MomentActions({ moment, readingId, canRestore, onRestore }: MomentActionsProps) {
  const look = 'inline-flex h-7 items-center justify-center gap-1.5 rounded-md px-2.5 text-xs';
  return (
    <div className="grid grid-cols-[1fr_auto] gap-2">
      <Button
        size="sm"
        icon={<RotateCcw className="size-3.5" />}
        disabled={!moment || !canRestore}
        title={canRestore ? undefined : 'You may look, but not edit.'}
        onClick={onRestore}
      >
        Restore these labels
      </Button>
      {moment ? (
        <a
          href={labelsFileUrl(readingId, moment.position)}
          download
          className={`${look} bg-raised text-ink ring-1 ring-edge/60 ring-inset hover:bg-active`}
        >
          <Download className="size-3.5" aria-hidden="true" /> Download
          <span className="sr-only">labels as of this moment (NIfTI)</span>
        </a>
      ) : (
        <span aria-hidden="true" className={`${look} bg-raised text-faint ring-1 ring-edge/60 ring-inset`}>
          <Download className="size-3.5" /> Download
        </span>
      )}
    </div>
  );
}

const KINDS = [
  { value: '', text: 'Everything' },
  { value: 'milestones', text: 'Milestones' },
  { value: 'strokes', text: 'Brush and eraser' },
  { value: 'regions', text: 'Lasso and rectangle' },
  { value: 'computed', text: 'Fill and label tools' },
  { value: 'masks', text: 'Proposals and imports' },
  { value: 'undo', text: 'Undo and redo' },
];
const BY = [
  { value: '', text: 'All' },
  { value: 'people', text: 'People only' },
  { value: 'machines', text: 'AI only' },
];

interface FiltersProps {
  readonly filters: TimelineFilters;
  readonly people: readonly Person[];
  readonly onChange: (filters: TimelineFilters) => void;
}

function Filters({ filters, people, onChange }: FiltersProps) {
  const { person, kind, by } = filters;
  const change = (more: Record<string, string>) => onChange({ person, kind, by, ...more } as TimelineFilters);
  return (
    <search aria-label="Filter the history" className="grid shrink-0 grid-cols-2 gap-1.5 border-b border-line p-2">
      <Select
        label="Person"
        value={person ?? ''}
        onChange={(event) => change({ person: event.target.value })}
        options={[
          { value: '', text: 'Everybody' },
          ...people.map(({ userId, name }) => ({ value: userId, text: name })),
        ]}
      />
      <Select
        label="People or AI"
        value={by ?? ''}
        onChange={(event) => change({ by: event.target.value })}
        options={BY}
      />
      <Select
        label="What"
        className="col-span-2"
        value={kind ?? ''}
        onChange={(event) => change({ kind: event.target.value })}
        options={KINDS}
      />
    </search>
  );
}

interface MoreProps {
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  /** How many there are: more of them may have brought the end no nearer to the eye. */
  readonly rows: number;
  readonly onMore: () => void;
}

/** Fetches earlier rows as soon as their place comes into view. */
function More({ hasMore, isBusy, rows, onMore }: MoreProps) {
  const end = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = onMore;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after each page the end may still be in view
  useEffect(() => {
    const element = end.current;
    if (!element || !hasMore || isBusy) return;
    const observer = new IntersectionObserver(([entry]) => entry.isIntersecting && more.current(), {
      rootMargin: '300px',
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasMore, isBusy, rows]);
  return (
    <div ref={end} className="flex h-9 items-center justify-center gap-2 text-2xs text-faint">
      {isBusy ? (
        <>
          <Spinner /> Earlier
        </>
      ) : hasMore ? null : (
        'That is the beginning.'
      )}
    </div>
  );
}

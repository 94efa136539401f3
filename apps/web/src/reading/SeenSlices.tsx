'use client';

import type { ReadingId } from '@scholia/core';
import { type PlaneCoverage, uniteCoverage } from '@scholia/viewer/viewing';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../client/trpc.ts';
import { type Readable, useSelected } from '../ui/store.ts';
import { coverageText, mostSeen } from './coverage-text.ts';

export interface SeenSlicesProps {
  readonly readingId: ReadingId;
  /** What this page has shown. */
  readonly coverage: Readable<readonly PlaneCoverage[]>;
}

/** How much of the image one has looked at, now and before: nothing stands in the way, but one should know. */
export function SeenSlices({ readingId, coverage }: SeenSlicesProps) {
  const trpc = useTRPC();
  const { data: before = [] } = useQuery(trpc.readings.coverage.queryOptions({ readingId }, { staleTime: 0 }));
  const here = useSelected(coverage, (planes) => planes);
  const plane = mostSeen(uniteCoverage(before, here));
  if (!plane) return null;
  return (
    <div className="grid gap-1.5">
      <p className="numeric text-xs text-soft">{coverageText(plane)}</p>
      <div aria-hidden="true" className="relative h-1 overflow-hidden rounded-full bg-active">
        {plane.runs.map(([first, last]) => (
          <span
            key={first}
            className="absolute inset-y-0 bg-accent"
            style={{ left: `${(100 * first) / plane.of}%`, width: `${(100 * (last - first + 1)) / plane.of}%` }}
          />
        ))}
      </div>
    </div>
  );
}

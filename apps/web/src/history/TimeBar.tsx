'use client';

import { type PointerEvent, useRef } from 'react';
import type { Outputs } from '../client/trpc.ts';
import { stepTo } from './step.ts';

export type Summary = Outputs['readings']['timeline'];

export interface TimeBarProps {
  readonly summary: Summary;
  /** The event that one is at, 1..newest. */
  readonly at: number;
  /** What is shown, in words. */
  readonly text: string;
  /** Ends of groups, ascending: where PageUp and PageDown stop. */
  readonly stops: readonly number[];
  readonly onMove: (version: number, how: { readonly isDragging: boolean }) => void;
}

const HEIGHT = 28;

/** All that happened, from left to right in the colours of those who did it, and a handle to go back with. */
export function TimeBar({ summary, at, text, stops, onMove }: TimeBarProps) {
  const track = useRef<HTMLDivElement>(null);
  const { version: newest } = summary.newest;
  const place = (version: number) => (newest === 1 ? 100 : (100 * (version - 1)) / (newest - 1));
  const versionAt = ({ clientX }: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    const share = box ? Math.min(1, Math.max(0, (clientX - box.left) / box.width)) : 1;
    return 1 + Math.round(share * (newest - 1));
  };
  return (
    <div
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="Moment"
      aria-valuemin={1}
      aria-valuemax={newest}
      aria-valuenow={at}
      aria-valuetext={text}
      className="relative touch-none rounded-md select-none"
      onKeyDown={(event) => {
        const to = stepTo(event.key, at, newest, stops);
        if (to === undefined) return;
        event.preventDefault();
        onMove(to, { isDragging: event.repeat });
      }}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        onMove(versionAt(event), { isDragging: true });
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onMove(versionAt(event), { isDragging: true });
      }}
    >
      <svg
        viewBox={`0 0 ${summary.parts.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block h-7 w-full cursor-ew-resize rounded-md bg-well"
        aria-hidden="true"
      >
        {summary.parts.map(({ shares }, part) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
          <Part key={part} x={part} shares={shares} people={summary.people} />
        ))}
        <rect x={0} y={0} width={summary.parts.length} height={HEIGHT} className="fill-well" opacity={0.35} />
      </svg>
      {summary.milestones.map(({ version, type }) => (
        <span
          key={version}
          aria-hidden="true"
          title={MILESTONES[type]}
          className="absolute -bottom-1.5 size-1.5 -translate-x-1/2 rotate-45 bg-soft"
          style={{ left: `${place(version)}%` }}
        />
      ))}
      <span
        aria-hidden="true"
        className="pointer-events-none absolute inset-y-0 right-0 rounded-r-md bg-panel/75"
        style={{ left: `${place(at)}%` }}
      />
      <span
        aria-hidden="true"
        className="pointer-events-none absolute -inset-y-1 w-1 -translate-x-1/2 rounded-full bg-ink shadow-[0_0_0_2px_var(--color-panel)]"
        style={{ left: `${place(at)}%` }}
      />
    </div>
  );
}

const MILESTONES: Readonly<Record<string, string>> = {
  ReadingOpened: 'opened',
  ReadingSubmitted: 'submitted',
  ReadingSigned: 'signed',
  ReadingReopened: 'reopened',
  ReadingRestored: 'restored',
};

interface PartProps {
  readonly x: number;
  readonly shares: Summary['parts'][number]['shares'];
  readonly people: Summary['people'];
}

/** A column, shared by people as they shared the work. */
function Part({ x, shares, people }: PartProps) {
  const total = shares.reduce((sum, { events }) => sum + events, 0);
  let top = 0;
  return shares.map(({ person, events }) => {
    const height = (HEIGHT * events) / total;
    top += height;
    // A hair wider than its place, so that no gap shows between columns of one colour.
    return <rect key={person} x={x} y={top - height} width={1.05} height={height} fill={people[person].color} />;
  });
}

'use client';

import type { ReadingId } from '@scholia/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Bot, X } from 'lucide-react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { ijkText } from '../reading/voxel-text.ts';
import { Avatar, type Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/class-names.ts';
import { count } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { clockText, machineName, personOf, toolName } from './texts.ts';
import type { Place } from './time-traveller.ts';

type Write = Outputs['readings']['blame']['writes'][number];
interface Label {
  readonly value: number;
  readonly name: string;
  readonly color: string;
}

export interface VoxelCardProps {
  readonly readingId: ReadingId;
  readonly voxel: readonly [number, number, number];
  /** As it was then; undefined: as far as the log has got. */
  readonly position: string | undefined;
  readonly people: readonly Person[];
  readonly labels: readonly Label[];
  readonly now: number;
  readonly onGo: (place: Place) => void;
  readonly onClose: () => void;
}

/** Who wrote a voxel, and who before them: people, and the models whose proposals people accepted. */
export function VoxelCard({ readingId, voxel, position, people, labels, now, onGo, onClose }: VoxelCardProps) {
  const trpc = useTRPC();
  const [i, j, k] = voxel;
  const input = { readingId, ijk: [i, j, k] as [number, number, number], ...(position ? { position } : {}) };
  const blame = useQuery(
    trpc.readings.blame.queryOptions(input, {
      placeholderData: keepPreviousData,
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  );
  const { data } = blame;
  return (
    <section aria-label="Who wrote this voxel" className="rounded-lg bg-well p-2.5 ring-1 ring-line ring-inset">
      <header className="flex h-6 items-center gap-2 text-xs">
        <h3 className="caption">Voxel</h3>
        <span className="numeric text-ink">{ijkText(voxel)}</span>
        <IconButton size="sm" label="Close" icon={<X className="size-3.5" />} onClick={onClose} className="ml-auto" />
      </header>
      <div
        aria-live="polite"
        aria-busy={blame.isFetching}
        className={cx('min-h-14', blame.isPlaceholderData && 'opacity-50')}
      >
        {blame.isPending ? (
          <div className="grid gap-2 pt-2">
            <div className="skeleton h-5" />
            <div className="skeleton h-5 w-2/3" />
          </div>
        ) : blame.isError ? (
          <p className="flex items-center gap-2 pt-2 text-xs text-warn">
            The server could not tell.
            <Button size="sm" look="ghost" onClick={() => void blame.refetch()}>
              Try again
            </Button>
          </p>
        ) : data?.writes.length === 0 ? (
          <p className="pt-2 text-xs text-faint">Nobody had written this voxel.</p>
        ) : (
          <ol className="max-h-60 overflow-y-auto">
            {data?.writes.map((write, n) => (
              <li key={write.position} className={cx(n > 0 && 'opacity-70')}>
                <WriteLine write={write} {...{ people, labels, now, onGo }} />
              </li>
            ))}
            {data && data.earlier > 0 ? (
              <li className="pt-1 text-2xs text-faint">and {count(data.earlier, 'earlier write')}</li>
            ) : null}
          </ol>
        )}
      </div>
    </section>
  );
}

interface WriteLineProps extends Pick<VoxelCardProps, 'people' | 'labels' | 'now' | 'onGo'> {
  readonly write: Write;
}

function WriteLine({ write, people, labels, now, onGo }: WriteLineProps) {
  const { actor, value, operation, machine, version } = write;
  const label = labels.find((one) => one.value === value);
  const person = personOf(actor, people);
  const what = value === 0 ? 'unlabelled' : (label?.name ?? `label ${value}`);
  return (
    <div className="flex items-start gap-2 py-1.5">
      <Avatar person={person} size="sm" />
      <div className="min-w-0 flex-1 text-xs leading-4">
        <p className="flex items-center gap-1.5 text-ink">
          <span
            className="size-2 shrink-0 rounded-full ring-1 ring-edge"
            style={{ backgroundColor: label?.color ?? 'transparent' }}
          />
          <span className="truncate">{what}</span>
        </p>
        {machine ? (
          <p className="flex items-center gap-1 text-machine">
            <Bot className="size-3.5 shrink-0" aria-hidden="true" />
            <span className="min-w-0">
              {machineName(machine)}, accepted by {person.name}
            </span>
          </p>
        ) : (
          <p className="text-soft">
            {person.name}, {toolName(operation?.tool ?? '')}
          </p>
        )}
        <p className="numeric text-2xs text-faint">
          {clockText(write.at, now)}, #{write.position}
        </p>
      </div>
      <Button
        size="sm"
        look="ghost"
        aria-label={`Go to #${write.position}`}
        onClick={() => onGo(version === null ? { position: write.position } : { version })}
      >
        Go to
      </Button>
    </div>
  );
}

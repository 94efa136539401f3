'use client';

import type { ReadingId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { LocateFixed, Swords } from 'lucide-react';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { count } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { OpenViewer } from './use-viewer.ts';

/** More than this nobody goes through by hand. */
const SHOWN = 12;

export interface ContestedListProps {
  readonly readingId: ReadingId;
  readonly opened: OpenViewer;
  /** Of a user id; undefined for somebody unknown. */
  readonly nameOf: (userId: string) => string | undefined;
}

/**
 * Where two people labelled the same voxels differently at once, neither having seen the other's work. Asked for on demand: the
 * server replays the reading for it.
 */
export function ContestedList({ readingId, opened, nameOf }: ContestedListProps) {
  const trpc = useTRPC();
  const { data, isFetching, isError, refetch } = useQuery(
    trpc.readings.contested.queryOptions({ readingId }, { enabled: false, retry: false }),
  );
  const name = (userId: string) => nameOf(userId) ?? 'somebody';
  return (
    <div className="grid gap-2">
      <Button
        size="sm"
        icon={<Swords className="size-3.5" />}
        isBusy={isFetching}
        onClick={() => {
          void refetch();
        }}
      >
        {data ? 'Look again' : 'Find contested voxels'}
      </Button>
      <div role="status" className="grid gap-px text-xs">
        {isError ? <p className="text-warn">The server could not tell. Try again.</p> : null}
        {data?.length === 0 ? <p className="text-faint">Nobody has overwritten anybody unseen.</p> : null}
        {data?.slice(0, SHOWN).map((region) => {
          const [i, j, k] = region.from.map((from, axis) => Math.round((from + region.to[axis]) / 2));
          return (
            <div key={`${region.from.join()} ${region.to.join()} ${region.winner}`} className="flex items-center gap-1">
              <span className="min-w-0 flex-1 leading-4 text-soft">
                {name(region.winner)} over {name(region.loser)}
                <span className="numeric block text-2xs text-faint">{count(region.voxels, 'voxel')}</span>
              </span>
              <IconButton
                label={`Go to ${count(region.voxels, 'contested voxel')}`}
                size="sm"
                side="left"
                icon={<LocateFixed className="size-3.5" />}
                onClick={() => opened.viewer.setCrosshair([i, j, k])}
              />
            </div>
          );
        })}
        {data && data.length > SHOWN ? (
          <p className="text-2xs text-faint">and {data.length - SHOWN} smaller ones</p>
        ) : null}
      </div>
    </div>
  );
}

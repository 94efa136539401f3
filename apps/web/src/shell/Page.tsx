'use client';

import type { ProjectId } from '@scholia/core';
import { HydrationBoundary } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Providers } from '../client/Providers.tsx';
import { LiveEvents } from '../live/LiveEvents.tsx';
import type { Prefetched } from '../server/prefetch.ts';

export interface PageProps {
  readonly prefetched: Prefetched;
  readonly projectId?: ProjectId;
  readonly children: ReactNode;
}

/** A signed-in page: its data, its event stream, and what every page needs around it. */
export function Page({ prefetched, projectId, children }: PageProps) {
  return (
    <Providers>
      <HydrationBoundary state={prefetched.state}>
        <LiveEvents projectId={projectId} after={prefetched.head}>
          {children}
        </LiveEvents>
      </HydrationBoundary>
    </Providers>
  );
}

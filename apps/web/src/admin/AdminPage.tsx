'use client';

import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../client/trpc.ts';
import { AppBar } from '../shell/AppBar.tsx';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import { LiveDot } from '../shell/LiveDot.tsx';
import type { Me } from '../shell/me.ts';
import { EventStream } from './EventStream.tsx';
import { Online } from './Online.tsx';
import { People } from './People.tsx';
import { ProjectModels } from './ProjectModels.tsx';
import { Workers } from './Workers.tsx';

/** What goes on everywhere, as it happens. */
export function AdminPage({ me }: { readonly me: Me }) {
  const trpc = useTRPC();
  const { data: overview } = useQuery(trpc.admin.overview.queryOptions(undefined, { refetchInterval: 5000 }));
  const { data: projects = [] } = useQuery(trpc.projects.list.queryOptions());
  return (
    <div className="flex min-h-dvh flex-col">
      <AppBar me={me} crumbs={[{ text: 'Activity' }]}>
        <LiveDot />
      </AppBar>
      <ConditionBanners />
      <main className="mx-auto grid w-full max-w-7xl flex-1 grid-cols-[minmax(0,1fr)_22rem] items-start gap-5 px-6 py-6">
        <h1 className="sr-only">Activity</h1>
        <EventStream head={overview?.head ?? '0'} projects={projects} />
        <div className="grid gap-4">
          <Online online={overview?.online ?? []} />
          <Workers workers={overview?.workers ?? []} />
          <ProjectModels projects={projects} />
          <People me={me} />
        </div>
      </main>
    </div>
  );
}

import { isUuid, type ProjectId, parseId } from '@scholia/core';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ProjectPage } from '../../../project/ProjectPage.tsx';
import { requireIdentity } from '../../../server/identity.ts';
import { prefetch } from '../../../server/prefetch.ts';
import { meOf } from '../../../shell/me.ts';
import { Page } from '../../../shell/Page.tsx';

export const metadata: Metadata = { title: 'Project' };

export default async function Project({ params }: { readonly params: Promise<{ readonly projectId: string }> }) {
  const { projectId: text } = await params;
  if (!isUuid(text)) notFound();
  const projectId = parseId<ProjectId>(text);
  const user = await requireIdentity(`/projects/${projectId}`);
  const prefetched = await prefetch(user, (trpc, client) =>
    Promise.all([
      client.fetchQuery(trpc.projects.get.queryOptions({ projectId })),
      client.fetchQuery(trpc.images.list.queryOptions({ projectId })),
      client.fetchQuery(trpc.queue.list.queryOptions({ projectId })),
      client.fetchQuery(trpc.models.list.queryOptions({ projectId })),
      client.fetchQuery(trpc.training.runs.queryOptions({ projectId })),
      client.fetchQuery(trpc.training.policy.queryOptions({ projectId })),
      client.fetchQuery(trpc.predictions.list.queryOptions({ projectId })),
    ]),
  );
  return (
    <Page prefetched={prefetched} projectId={projectId}>
      <ProjectPage me={meOf(user)} projectId={projectId} />
    </Page>
  );
}

import { isUuid, type ProjectId, parseId } from '@scholia/core';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ModelsPage } from '../../../../models/ModelsPage.tsx';
import { requireIdentity } from '../../../../server/identity.ts';
import { prefetch } from '../../../../server/prefetch.ts';
import { meOf } from '../../../../shell/me.ts';
import { Page } from '../../../../shell/Page.tsx';

export const metadata: Metadata = { title: 'Models' };

export default async function Models({ params }: { readonly params: Promise<{ readonly projectId: string }> }) {
  const { projectId: text } = await params;
  if (!isUuid(text)) notFound();
  const projectId = parseId<ProjectId>(text);
  const user = await requireIdentity(`/projects/${projectId}/models`);
  const prefetched = await prefetch(user, (trpc, client) =>
    Promise.all([
      client.fetchQuery(trpc.projects.get.queryOptions({ projectId })),
      client.fetchQuery(trpc.images.list.queryOptions({ projectId })),
      client.fetchQuery(trpc.models.list.queryOptions({ projectId })),
      client.fetchQuery(trpc.training.runs.queryOptions({ projectId })),
      client.fetchQuery(trpc.training.policy.queryOptions({ projectId })),
    ]),
  );
  return (
    <Page prefetched={prefetched} projectId={projectId}>
      <ModelsPage me={meOf(user)} projectId={projectId} />
    </Page>
  );
}

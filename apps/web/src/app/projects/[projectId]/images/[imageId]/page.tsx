import { type ImageId, isUuid, type ProjectId, parseId } from '@scholia/core';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReadingPage } from '../../../../../reading/ReadingPage.tsx';
import { requireIdentity } from '../../../../../server/identity.ts';
import { prefetch } from '../../../../../server/prefetch.ts';
import { meOf } from '../../../../../shell/me.ts';
import { Page } from '../../../../../shell/Page.tsx';

export const metadata: Metadata = { title: 'Reading' };

export default async function Reading({
  params,
}: {
  readonly params: Promise<{ readonly projectId: string; readonly imageId: string }>;
}) {
  const given = await params;
  if (!isUuid(given.projectId) || !isUuid(given.imageId)) notFound();
  const projectId = parseId<ProjectId>(given.projectId);
  const imageId = parseId<ImageId>(given.imageId);
  const user = await requireIdentity(`/projects/${projectId}/images/${imageId}`);
  const prefetched = await prefetch(user, async (trpc, client) => {
    const [, image] = await Promise.all([
      client.fetchQuery(trpc.projects.get.queryOptions({ projectId })),
      client.fetchQuery(trpc.images.get.queryOptions({ imageId })),
      client.fetchQuery(trpc.proposals.list.queryOptions({ imageId })),
    ]);
    if (image.projectId !== projectId) notFound();
  });
  return (
    <Page prefetched={prefetched} projectId={projectId}>
      {/* Another image is another page: nothing of the last one may stay. */}
      <ReadingPage key={imageId} me={meOf(user)} projectId={projectId} imageId={imageId} />
    </Page>
  );
}

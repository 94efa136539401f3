import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AdminPage } from '../../admin/AdminPage.tsx';
import { requireIdentity } from '../../server/identity.ts';
import { prefetch } from '../../server/prefetch.ts';
import { meOf } from '../../shell/me.ts';
import { Page } from '../../shell/Page.tsx';

export const metadata: Metadata = { title: 'Activity' };

export default async function Admin() {
  const user = await requireIdentity('/admin');
  if (!user.isAdmin) notFound();
  const prefetched = await prefetch(user, (trpc, client) =>
    Promise.all([
      client.fetchQuery(trpc.admin.overview.queryOptions()),
      client.fetchQuery(trpc.projects.list.queryOptions()),
    ]),
  );
  return (
    <Page prefetched={prefetched}>
      <AdminPage me={meOf(user)} />
    </Page>
  );
}

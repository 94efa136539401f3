import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AuditPage } from '../../audit/AuditPage.tsx';
import { requireIdentity } from '../../server/identity.ts';
import { prefetch } from '../../server/prefetch.ts';
import { meOf } from '../../shell/me.ts';
import { Page } from '../../shell/Page.tsx';

export const metadata: Metadata = { title: 'Audit' };

export default async function Audit() {
  const user = await requireIdentity('/audit');
  if (!user.isAdmin) notFound();
  const prefetched = await prefetch(user, (trpc, client) =>
    Promise.all([
      client.fetchQuery(trpc.audit.status.queryOptions()),
      client.fetchQuery(trpc.projects.list.queryOptions()),
      client.fetchQuery(trpc.users.list.queryOptions()),
    ]),
  );
  return (
    <Page prefetched={prefetched}>
      <AuditPage me={meOf(user)} />
    </Page>
  );
}

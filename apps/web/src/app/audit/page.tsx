import { can } from '@scholia/domain';
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
  // Of the log as a whole, those of the organisation; of a project, who may read its trail.
  const seesWhole = user.isAdmin || user.isAuditor;
  let mayRead = seesWhole;
  const prefetched = await prefetch(user, async (trpc, client) => {
    const [projects] = await Promise.all([
      client.fetchQuery(trpc.projects.list.queryOptions()),
      client.fetchQuery(trpc.users.list.queryOptions()),
      ...(seesWhole ? [client.fetchQuery(trpc.audit.status.queryOptions())] : []),
    ]);
    mayRead ||= projects.some(({ role }) => can(role, 'audit.read'));
  });
  if (!mayRead) notFound();
  return (
    <Page prefetched={prefetched}>
      <AuditPage me={meOf(user)} seesWhole={seesWhole} />
    </Page>
  );
}

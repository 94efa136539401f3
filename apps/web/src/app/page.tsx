import { ProjectsPage } from '../project/ProjectsPage.tsx';
import { requireIdentity } from '../server/identity.ts';
import { prefetch } from '../server/prefetch.ts';
import { meOf } from '../shell/me.ts';
import { Page } from '../shell/Page.tsx';

export default async function Home() {
  const user = await requireIdentity('/');
  const prefetched = await prefetch(user, (trpc, client) => client.fetchQuery(trpc.projects.list.queryOptions()));
  return (
    <Page prefetched={prefetched}>
      <ProjectsPage me={meOf(user)} />
    </Page>
  );
}

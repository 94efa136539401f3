'use client';

import type { Outputs } from '../client/trpc.ts';
import { Badge } from '../ui/Badge.tsx';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { Card, Nothing } from './Card.tsx';

/** The processes that segment, train and predict. Stopped ones are shown after those that run. */
export function Workers({ workers }: { readonly workers: Outputs['admin']['overview']['workers'] }) {
  const running = workers.filter(({ status }) => status === 'running');
  return (
    <Card title="Workers" aside={`${running.length} running`}>
      {workers.length === 0 ? (
        <Nothing>No worker has started: nothing is segmented, trained or predicted.</Nothing>
      ) : null}
      <ul className="py-1">
        {[...workers]
          .sort((a, b) => a.status.localeCompare(b.status) || a.name.localeCompare(b.name))
          .map((worker) => (
            <li key={worker.name} className="flex h-9 items-center gap-2.5 px-4 text-sm">
              <span className={`size-1.5 rounded-full ${worker.status === 'running' ? 'bg-ok' : 'bg-edge'}`} />
              <span className="truncate">{worker.name}</span>
              <Badge>{worker.provider}</Badge>
              <span className="numeric ml-auto text-xs text-faint">
                {worker.status === 'running' ? 'since' : 'stopped'}{' '}
                <TimeAgo iso={worker.stoppedAt ?? worker.startedAt} />
              </span>
            </li>
          ))}
      </ul>
    </Card>
  );
}

'use client';

import { Card, Nothing } from '../admin/Card.tsx';
import { Badge } from '../ui/Badge.tsx';
import { cx } from '../ui/class-names.ts';
import { count, score } from '../ui/format.ts';
import { ShallowLink } from '../ui/ShallowLink.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { addressOf } from './address.ts';
import { METHODS } from './method-text.ts';
import { isActive, type Model, type Run } from './model.ts';
import { runTitle } from './run-text.ts';

export interface VersionListProps {
  readonly models: readonly Model[];
  /** The last training. */
  readonly run: Run | undefined;
  readonly chosen: Model | undefined;
  readonly isRunChosen: boolean;
}

const ROW = 'grid gap-0.5 px-4 py-2 aria-[current]:bg-active hover:bg-raised';

/** Newest first; what is being trained now, or could not be trained, on top. */
export function VersionList({ models, run, chosen, isRunChosen }: VersionListProps) {
  const isRunTold = run && run.status !== 'published' && run.status !== 'cancelled';
  return (
    <Card title="Versions" aside={models.length > 0 ? models.length : null}>
      {models.length === 0 && !isRunTold ? <Nothing>None yet.</Nothing> : null}
      <nav aria-label="Versions">
        <ul className="max-h-80 overflow-y-auto py-1">
          {isRunTold ? (
            <li>
              <ShallowLink
                href={addressOf({ isTraining: true })}
                aria-current={isRunChosen ? 'page' : undefined}
                className={cx(ROW, 'border-b border-line')}
              >
                <RunRow run={run} />
              </ShallowLink>
            </li>
          ) : null}
          {models.map((model) => (
            <li key={model.modelId}>
              <ShallowLink
                href={addressOf({ version: model.version })}
                aria-current={model === chosen ? 'page' : undefined}
                className={ROW}
              >
                <ModelRow model={model} />
              </ShallowLink>
            </li>
          ))}
        </ul>
      </nav>
    </Card>
  );
}

function RunRow({ run }: { readonly run: Run }) {
  return (
    <>
      <span className="flex items-center gap-2 text-sm">
        {isActive(run) ? <Spinner className="size-3.5 text-machine" /> : null}
        <span className={cx('font-medium', run.status === 'failed' && 'text-warn')}>{runTitle(run)}</span>
        {run.steps ? (
          <span className="numeric ml-auto text-xs text-faint">{Math.round((100 * run.step) / run.steps)} %</span>
        ) : null}
      </span>
      <span className="text-2xs text-faint">
        {METHODS[run.method].title} · <TimeAgo iso={run.updatedAt} />
      </span>
    </>
  );
}

function ModelRow({ model }: { readonly model: Model }) {
  return (
    <>
      <span className="flex h-5 items-center gap-2 text-sm">
        <span className="font-medium">v{model.version}</span>
        {model.score === null ? (
          <span className="text-2xs text-faint">not yet measured</span>
        ) : (
          <Badge tone="machine" className="numeric">
            Dice {score(model.score)}
          </Badge>
        )}
        {model.isCurrent ? (
          <Badge tone="ok" className="ml-auto">
            In use
          </Badge>
        ) : null}
      </span>
      <span className="numeric truncate text-2xs text-faint">
        {model.origin === 'uploaded'
          ? `${model.name ?? 'A network'}, from elsewhere`
          : `${METHODS[model.method].title} · ${count(model.trainedOn.length, 'reading')}`}{' '}
        · <TimeAgo iso={model.publishedAt} />
      </span>
    </>
  );
}

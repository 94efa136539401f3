'use client';

import type { ProjectId } from '@scholia/core';
import { can, type Role } from '@scholia/domain';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Bot, Sparkles } from 'lucide-react';
import Link from 'next/link';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import type { Label } from '../models/curves.ts';
import { isActive, type Model, predictingModel } from '../models/model.ts';
import { automaticText } from '../models/policy-text.ts';
import { TrainingProgress } from '../models/TrainingProgress.tsx';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { count, score } from '../ui/format.ts';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';

export interface ModelStripProps {
  readonly projectId: ProjectId;
  readonly role: Role;
  readonly labels: readonly Label[];
}

/** The model that predicts and how good it is, and the next one while it is being trained. */
export function ModelStrip({ projectId, role, labels }: ModelStripProps) {
  const trpc = useTRPC();
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const { data: runs = [] } = useQuery(trpc.training.runs.queryOptions({ projectId }));
  const { data: automatic } = useQuery(trpc.training.policy.queryOptions({ projectId }));
  const request = useMutation(
    trpc.training.request.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const model = predictingModel(models);
  const run = runs[0];
  const failed = run?.status === 'failed' ? run : undefined;
  return (
    <section
      aria-label="Model"
      className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] divide-x divide-line rounded-xl bg-panel ring-1 ring-line"
    >
      <div className="flex items-center gap-3 px-4 py-3">
        <Bot className="size-5 shrink-0 text-machine" aria-hidden="true" />
        {model ? <ModelInUse model={model} labels={labels} /> : <NoModel />}
      </div>
      {/* As high as it is while training, so that nothing below moves when that begins or ends. */}
      <div className="flex min-h-21 items-center px-4 py-3">
        {run && isActive(run) ? (
          <TrainingProgress run={run} mayCancel={can(role, 'model.train')} version={(models[0]?.version ?? 0) + 1} />
        ) : (
          <div className="flex w-full items-center gap-3">
            <p className="flex-1 text-sm text-soft">
              {failed ? (
                <Link href={`/projects/${projectId}/models?training`} className="rounded text-warn hover:underline">
                  The last training failed: {failed.message ?? 'no reason was given'}.
                </Link>
              ) : (
                automatic && automaticText(automatic.policy)
              )}
            </p>
            {can(role, 'model.train') ? (
              <Button
                look="ghost"
                size="sm"
                icon={<Sparkles className="size-3.5" />}
                isBusy={request.isPending}
                onClick={() => request.mutate({ projectId })}
              >
                Train now
              </Button>
            ) : null}
          </div>
        )}
      </div>
    </section>
  );
}

function NoModel() {
  return (
    <div className="min-w-0 flex-1">
      <p className="text-sm font-medium">No model yet</p>
      <p className="text-xs text-faint">Models learn from readings that were submitted.</p>
    </div>
  );
}

function ModelInUse({ model, labels }: { readonly model: Model; readonly labels: ModelStripProps['labels'] }) {
  return (
    <div className="min-w-0 flex-1">
      <p className="flex items-center gap-2 text-sm">
        <Link
          href={`/projects/${model.projectId}/models?v=${model.version}`}
          className="rounded font-medium hover:text-accent"
        >
          Model v{model.version}
        </Link>
        {model.score === null ? (
          <Tooltip text="Models that are trained here are measured on every fourth submitted image, from the third on.">
            <span>
              <Badge>Score not yet measured</Badge>
            </span>
          </Tooltip>
        ) : (
          <Tooltip text={`Mean Dice overlap on ${count(model.heldOut.length, 'held-out reading')}, 1 is perfect.`}>
            <span>
              <Badge tone="machine">Dice {score(model.score)}</Badge>
            </span>
          </Tooltip>
        )}
      </p>
      <p className="numeric mt-0.5 flex flex-wrap gap-x-3 text-xs text-faint">
        <span>
          {model.origin === 'uploaded'
            ? `${model.name ?? 'a network'}, from elsewhere`
            : `learned from ${count(model.trainedOn.length, 'reading')}`}
        </span>
        <span>
          <TimeAgo iso={model.publishedAt} />
        </span>
        {Object.entries(model.scores ?? {}).map(([value, dice]) => {
          const label = labels.find((one) => String(one.value) === value);
          return (
            <span key={value} className="flex items-center gap-1">
              <span className="size-1.5 rounded-full" style={{ backgroundColor: label?.color ?? '#888' }} />
              {label?.name ?? value} {score(dice)}
            </span>
          );
        })}
      </p>
    </div>
  );
}

'use client';

import type { ProjectId } from '@scholia/core';
import { can, type Role } from '@scholia/domain';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Bot, Sparkles } from 'lucide-react';
import { toast } from 'sonner';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Badge } from '../ui/Badge.tsx';
import { Button } from '../ui/Button.tsx';
import { count, duration, score } from '../ui/format.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { TimeAgo } from '../ui/TimeAgo.tsx';
import { Tooltip } from '../ui/Tooltip.tsx';

type Model = Outputs['models']['list'][number];
type Run = Outputs['training']['runs'][number];

export interface ModelStripProps {
  readonly projectId: ProjectId;
  readonly role: Role;
  readonly labels: readonly { readonly value: number; readonly name: string; readonly color: string }[];
}

/** The last model and how good it is, and the next one while it is being trained. */
export function ModelStrip({ projectId, role, labels }: ModelStripProps) {
  const trpc = useTRPC();
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const { data: runs = [] } = useQuery(trpc.training.runs.queryOptions({ projectId }));
  const request = useMutation(
    trpc.training.request.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const model = models[0];
  const run = runs[0];
  const isActive = run && ['requested', 'running', 'cancelling'].includes(run.status);
  const failed = run?.status === 'failed' ? run : undefined;
  return (
    <section
      aria-label="Model"
      className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)] divide-x divide-line rounded-xl bg-panel ring-1 ring-line"
    >
      <div className="flex items-center gap-3 px-4 py-3">
        <Bot className="size-5 shrink-0 text-machine" aria-hidden="true" />
        {model ? <LastModel model={model} labels={labels} /> : <NoModel />}
      </div>
      {/* As high as it is while training, so that nothing below moves when that begins or ends. */}
      <div className="flex min-h-21 items-center px-4 py-3">
        {isActive ? (
          <Training run={run} mayCancel={can(role, 'model.train')} version={(model?.version ?? 0) + 1} />
        ) : (
          <div className="flex w-full items-center gap-3">
            <p className="flex-1 text-sm text-soft">
              {failed ? (
                <span className="text-warn">The last training failed: {failed.message ?? 'no reason was given'}.</span>
              ) : (
                'Training starts by itself when a reading is submitted.'
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
    <div>
      <p className="text-sm font-medium">No model yet</p>
      <p className="text-xs text-faint">The first one is trained when the first reading is submitted.</p>
    </div>
  );
}

function LastModel({ model, labels }: { readonly model: Model; readonly labels: ModelStripProps['labels'] }) {
  return (
    <div className="min-w-0 flex-1">
      <p className="flex items-center gap-2 text-sm">
        <span className="font-medium">Model v{model.version}</span>
        {model.score === null ? (
          <Tooltip text="Every fourth submitted image, from the third on, is held out to measure models. There is none yet.">
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
        <span>learned from {count(model.trainedOn.length, 'reading')}</span>
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

interface TrainingProps {
  readonly run: Run;
  readonly version: number;
  readonly mayCancel: boolean;
}

function Training({ run, version, mayCancel }: TrainingProps) {
  const trpc = useTRPC();
  const cancel = useMutation(trpc.training.cancel.mutationOptions({ onError: (error) => toast.error(error.message) }));
  const { status, step, steps, epoch, loss, validationDice, etaMs, runId } = run;
  const share = steps ? step / steps : undefined;
  return (
    <div className="grid w-full gap-1.5">
      <div className="flex items-center gap-3">
        <p className="numeric flex min-w-0 flex-1 flex-wrap gap-x-3 text-sm">
          <span className="font-medium">
            {status === 'requested' ? `Model v${version} is waiting for a worker` : `Training model v${version}`}
          </span>
          {loss === null ? null : <span className="text-soft">loss {loss.toFixed(3)}</span>}
          {validationDice === null ? null : <span className="text-soft">Dice {score(validationDice)}</span>}
        </p>
        {mayCancel ? (
          <Button
            look="ghost"
            size="sm"
            aria-label="Cancel training"
            isBusy={cancel.isPending}
            disabled={status === 'cancelling'}
            onClick={() => cancel.mutate({ runId })}
          >
            {status === 'cancelling' ? 'Stopping…' : 'Cancel'}
          </Button>
        ) : null}
      </div>
      <ProgressBar label="Training" value={status === 'requested' ? undefined : share} tone="machine" />
      <p className="numeric flex justify-between text-2xs text-faint">
        <span>
          {status === 'requested'
            ? `${count(run.trainedOn, 'reading')} to learn from`
            : `step ${step} of ${steps ?? '?'} · epoch ${epoch}`}
        </span>
        <span>{etaMs === null || status !== 'running' ? '' : `about ${duration(etaMs)} left`}</span>
      </p>
    </div>
  );
}

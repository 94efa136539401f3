'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { count, duration, score } from '../ui/format.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import type { Run } from './model.ts';

export interface TrainingProgressProps {
  readonly run: Run;
  /** That its model will have. */
  readonly version: number;
  readonly mayCancel: boolean;
}

/** How far a training is, how long it will still take, and how to stop it. */
export function TrainingProgress({ run, version, mayCancel }: TrainingProgressProps) {
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

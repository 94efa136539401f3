'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { count, duration } from '../ui/format.ts';
import { ProgressBar } from '../ui/ProgressBar.tsx';

/** How far predictions of many images are, and how to stop them. */
export function PredictionProgress({ batch }: { readonly batch: Outputs['predictions']['list'][number] }) {
  const trpc = useTRPC();
  const cancel = useMutation(
    trpc.predictions.cancel.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const { batchId, total, done, failed, etaMs } = batch;
  const ended = done + failed;
  return (
    <div className="flex h-8 items-center gap-3">
      <div className="grid w-64 gap-1">
        <p className="numeric flex justify-between text-2xs text-soft">
          <span>
            Segmenting {ended} of {count(total, 'image')}
            {failed > 0 ? <span className="text-warn">, {failed} failed</span> : null}
          </span>
          <span className="text-faint">{etaMs === null ? '' : `about ${duration(etaMs)}`}</span>
        </p>
        <ProgressBar label="Segmenting images" value={ended / total} tone="machine" />
      </div>
      <Button
        look="ghost"
        size="sm"
        aria-label="Cancel segmenting images"
        isBusy={cancel.isPending}
        onClick={() => cancel.mutate({ batchId })}
      >
        Cancel
      </Button>
    </div>
  );
}

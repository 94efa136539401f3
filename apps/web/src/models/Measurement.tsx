'use client';

import { useMutation } from '@tanstack/react-query';
import { Ruler } from 'lucide-react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { measurementText } from './measurement-text.ts';
import type { Model } from './model.ts';

export interface MeasurementProps {
  readonly model: Model;
  readonly mayTrain: boolean;
}

/** How a model was measured, and the way to have it measured on what is held out now. */
export function Measurement({ model, mayTrain }: MeasurementProps) {
  const trpc = useTRPC();
  const onError = (error: { readonly message: string }) => toast.error(error.message);
  const measure = useMutation(trpc.models.measure.mutationOptions({ onError }));
  const cancel = useMutation(trpc.models.cancelMeasurement.mutationOptions({ onError }));
  const { modelId, isMeasuring, score } = model;
  return (
    <div className="flex min-h-11 items-center gap-3 border-t border-line px-4 py-2 text-xs text-faint">
      {isMeasuring ? <Spinner className="size-3.5 shrink-0" /> : null}
      <p className="numeric flex-1" aria-live="polite">
        {measurementText(model)}
      </p>
      {!mayTrain ? null : isMeasuring ? (
        <Button
          look="ghost"
          size="sm"
          aria-label="Cancel measuring"
          isBusy={cancel.isPending}
          onClick={() => cancel.mutate({ modelId })}
        >
          Cancel
        </Button>
      ) : (
        <Button
          size="sm"
          icon={<Ruler className="size-3" />}
          isBusy={measure.isPending}
          title="On the readings that are held out now"
          onClick={() => measure.mutate({ modelId })}
        >
          {score === null ? 'Measure' : 'Measure again'}
        </Button>
      )}
    </div>
  );
}

'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { RefreshCw, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Card } from '../admin/Card.tsx';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { count } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { modelInUse, type Project } from './model.ts';
import { PredictionsDialog } from './PredictionsDialog.tsx';
import { lookText, tidyTexts } from './settings-text.ts';

export interface PredictionsCardProps {
  readonly project: Project;
  readonly mayTrain: boolean;
}

/** How images are predicted, whichever model does it, and how those that were predicted otherwise catch up. */
export function PredictionsCard({ project, mayTrain }: PredictionsCardProps) {
  const trpc = useTRPC();
  const { projectId, labels } = project;
  const { data: settings } = useQuery(trpc.predictions.settings.queryOptions({ projectId }));
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const { data: batches = [] } = useQuery(trpc.predictions.list.queryOptions({ projectId }));
  const [isChanging, setChanging] = useState(false);
  const again = useMutation(
    trpc.predictions.request.mutationOptions({
      onSuccess: ({ total }) => toast.success(`${count(total, 'image')} will be predicted again.`),
      onError: (error) => (error.data?.code === 'CONFLICT' ? toast.info(error.message) : toast.error(error.message)),
    }),
  );
  if (!settings) return null;
  const running = batches.find(({ status }) => status === 'running');
  const change = mayTrain ? (
    <IconButton
      size="sm"
      label="Change how images are predicted"
      icon={<Settings2 className="size-3.5" />}
      onClick={() => setChanging(true)}
    />
  ) : null;
  return (
    <Card title="Predictions" aside={change}>
      <div className="grid gap-2.5 p-4 text-xs text-soft">
        <p>{lookText(settings)}</p>
        {tidyTexts(settings, labels).map((text) => (
          <p key={text}>{text}</p>
        ))}
        <div className="flex items-center gap-2">
          <p className="numeric flex-1 text-faint" aria-live="polite">
            {running
              ? `Predicting: ${running.done + running.failed} of ${count(running.total, 'image')}`
              : 'Counts for predictions from now on.'}
          </p>
          {mayTrain ? (
            <Button
              size="sm"
              icon={<RefreshCw className="size-3" />}
              isBusy={again.isPending}
              disabled={running !== undefined || !modelInUse(models)}
              title="Images that are not submitted, and were not yet predicted so by the model in use"
              onClick={() => again.mutate({ projectId, which: 'stale' })}
            >
              Predict again
            </Button>
          ) : null}
        </div>
      </div>
      {isChanging ? (
        <PredictionsDialog
          projectId={projectId}
          labels={labels}
          settings={settings}
          onClose={() => setChanging(false)}
        />
      ) : null}
    </Card>
  );
}

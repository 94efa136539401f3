'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ChevronDown, WandSparkles } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { toast } from 'sonner';
import { type Inputs, useTRPC } from '../client/trpc.ts';
import { modelInUse } from '../models/model.ts';
import { Button } from '../ui/Button.tsx';
import { PredictionProgress } from './PredictionProgress.tsx';

type Which = Inputs['predictions']['request']['which'];

const CHOICES: readonly { readonly which: Which; readonly text: string; readonly what: string }[] = [
  { which: 'unlabelled', text: 'Unlabelled images', what: 'Nobody has begun them' },
  {
    which: 'stale',
    text: 'Images that are out of date',
    what: 'Not submitted, and not yet predicted as they would be now',
  },
  { which: 'all', text: 'All images', what: 'Submitted ones too; their labels stay as they are' },
];

/** Has the model in use predict many images, and shows how far it is. */
export function PredictMenu({ projectId }: { readonly projectId: ProjectId }) {
  const trpc = useTRPC();
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions({ projectId }));
  const { data: batches = [] } = useQuery(trpc.predictions.list.queryOptions({ projectId }));
  const request = useMutation(
    trpc.predictions.request.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const running = batches.find(({ status }) => status === 'running');
  if (running) return <PredictionProgress batch={running} />;
  const isReady = modelInUse(models) !== undefined;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button
          look="machine"
          icon={<WandSparkles className="size-3.5" />}
          isBusy={request.isPending}
          disabled={!isReady}
          title={isReady ? undefined : 'No model is in use yet'}
        >
          Auto segment <ChevronDown className="size-3.5" aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          className="z-50 w-80 animate-enter rounded-lg bg-panel p-1 shadow-float"
        >
          {CHOICES.map(({ which, text, what }) => (
            <DropdownMenu.Item
              key={which}
              className="cursor-pointer rounded px-2 py-1.5 text-sm outline-none data-highlighted:bg-raised"
              onSelect={() => request.mutate({ projectId, which })}
            >
              {text}
              <span className="block text-xs text-faint">{what}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Pause, Play, Settings2 } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { Card } from '../admin/Card.tsx';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { PolicyDialog } from './PolicyDialog.tsx';
import { nextText, policyText, RULES } from './policy-text.ts';

export interface PolicyCardProps {
  readonly projectId: ProjectId;
  readonly mayTrain: boolean;
}

/** When a project trains by itself, what of its hours is used, and what comes next. */
export function PolicyCard({ projectId, mayTrain }: PolicyCardProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.training.policy.queryOptions({ projectId }));
  const [isChanging, setChanging] = useState(false);
  const save = useMutation(trpc.training.setPolicy.mutationOptions({ onError: (error) => toast.error(error.message) }));
  if (!data) return null;
  const { policy, next, hoursUsed } = data;
  const { isPaused, budgetHours } = policy;
  const change = mayTrain ? (
    <IconButton
      size="sm"
      label="Change automatic training"
      icon={<Settings2 className="size-3.5" />}
      onClick={() => setChanging(true)}
    />
  ) : null;
  return (
    <Card title="Automatic training" aside={change}>
      <div className="grid gap-2.5 p-4 text-xs text-soft">
        <p>{policyText(policy)}</p>
        <p className="text-faint">{RULES[policy.promotes]}.</p>
        {budgetHours === null ? null : (
          <div className="grid gap-1">
            <ProgressBar label="Hours used" value={budgetHours === 0 ? 1 : hoursUsed / budgetHours} tone="machine" />
            <p className="numeric text-2xs text-faint">
              {hoursUsed.toFixed(1)} of {budgetHours} h this month
            </p>
          </div>
        )}
        <div className="flex items-center gap-2">
          <p className="flex-1 text-faint" aria-live="polite">
            {nextText(next)}
          </p>
          {mayTrain ? (
            <Button
              size="sm"
              icon={isPaused ? <Play className="size-3" /> : <Pause className="size-3" />}
              isBusy={save.isPending}
              onClick={() => save.mutate({ projectId, ...policy, isPaused: !isPaused })}
            >
              {isPaused ? 'Resume' : 'Pause'}
            </Button>
          ) : null}
        </div>
      </div>
      {isChanging ? <PolicyDialog projectId={projectId} policy={policy} onClose={() => setChanging(false)} /> : null}
    </Card>
  );
}

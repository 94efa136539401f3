'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { Card } from '../admin/Card.tsx';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { SelectField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { AdvancedFields } from './AdvancedFields.tsx';
import { addressOf } from './address.ts';
import { METHOD_NAMES, METHODS, type Method } from './method-text.ts';
import { isActive, type Model, type Run } from './model.ts';
import { NO_OVERRIDES, overridesOf } from './overrides.ts';
import { type PlanFields, planFieldsOf } from './plan.ts';

export interface TrainCardProps {
  readonly projectId: ProjectId;
  readonly models: readonly Model[];
  /** The last training. */
  readonly run: Run | undefined;
}

const TIMES = [
  { value: '', text: 'As the installation is set up' },
  { value: '60', text: '1 minute' },
  { value: '180', text: '3 minutes' },
  { value: '600', text: '10 minutes' },
  { value: '1800', text: '30 minutes' },
  { value: '7200', text: '2 hours' },
  { value: '28800', text: '8 hours' },
] as const;

/** Starts a training: what for, how long, and, for those who know better, how. */
export function TrainCard({ projectId, models, run }: TrainCardProps) {
  const trpc = useTRPC();
  const [method, setMethod] = useState<Method>('automatic');
  const [seconds, setSeconds] = useState('');
  const [isFromScratch, setFromScratch] = useState(false);
  const [texts, setTexts] = useState(NO_OVERRIDES);
  const { overrides, problems } = overridesOf(texts);
  const request = useMutation(
    trpc.training.request.mutationOptions({
      onSuccess: () => window.history.pushState(null, '', addressOf({ isTraining: true })),
    }),
  );
  const isBusy = run !== undefined && isActive(run);
  const train = () =>
    request.mutate({
      projectId,
      method,
      fromScratch: isFromScratch,
      ...(seconds ? { seconds: Number(seconds) } : {}),
      ...(Object.keys(overrides).length > 0 ? { overrides } : {}),
    });
  return (
    <Card title="Train">
      <div className="grid gap-3 p-4">
        <SelectField
          label="Method"
          value={method}
          options={METHOD_NAMES.map((value) => ({ value, text: METHODS[value].title }))}
          // Two lines for all, so that nothing below moves.
          hint={<span className="block min-h-9">{METHODS[method].what}</span>}
          onChange={({ target }) => setMethod(target.value as Method)}
        />
        <SelectField label="Time" value={seconds} options={TIMES} onChange={({ target }) => setSeconds(target.value)} />
        <AdvancedFields
          texts={texts}
          problems={problems}
          planned={lastPlan(method, models, run)}
          isFromScratch={isFromScratch}
          onTexts={setTexts}
          onFromScratch={setFromScratch}
        />
        <FormProblem error={request.error} />
        <Button
          icon={<Sparkles className="size-3.5" />}
          isBusy={request.isPending}
          disabled={isBusy || Object.keys(problems).length > 0}
          onClick={train}
        >
          {isBusy ? 'Training goes on' : 'Train'}
        </Button>
      </div>
    </Card>
  );
}

/** What the planner last proposed for a method: as it will, about, unless there are other images by now. */
function lastPlan(method: Method, models: readonly Model[], run: Run | undefined): PlanFields {
  const planned = [run, ...models].find((one) => one?.method === method && one.plan !== null);
  return planFieldsOf(planned?.plan);
}

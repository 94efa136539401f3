'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field, SelectField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { METHOD_NAMES, METHODS } from './method-text.ts';
import { type Policy, type PromotionRule, RULES } from './policy-text.ts';

export interface PolicyDialogProps {
  readonly projectId: ProjectId;
  readonly policy: Policy;
  readonly onClose: () => void;
}

/** As typed: numbers as texts, so that a field can be empty for a while. */
const draftOf = ({ afterSubmissions, waitSeconds, seconds, budgetHours }: Policy) => ({
  afterSubmissions: String(afterSubmissions),
  waitMinutes: String(waitSeconds / 60),
  minutes: seconds === null ? '' : String(seconds / 60),
  budgetHours: budgetHours === null ? '' : String(budgetHours),
});
type Draft = ReturnType<typeof draftOf>;

/** Null where a text is empty; NaN where it is no number from `least`. */
function numberIn(text: string, least: number): number | null {
  if (text.trim() === '') return null;
  const value = Number(text);
  return value >= least ? value : Number.NaN;
}

export function PolicyDialog({ projectId, policy, onClose }: PolicyDialogProps) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [methods, setMethods] = useState(policy.methods);
  const [promotes, setPromotes] = useState(policy.promotes);
  const save = useMutation(trpc.training.setPolicy.mutationOptions({ onSuccess: onClose }));
  const after = numberIn(draft.afterSubmissions, 1);
  const wait = numberIn(draft.waitMinutes, 0);
  const minutes = numberIn(draft.minutes, 1 / 60);
  const hours = numberIn(draft.budgetHours, 0);
  const problems: Partial<Record<keyof Draft, string>> = {
    ...(after === null || !Number.isInteger(after) ? { afterSubmissions: 'A count, 1 or more' } : {}),
    ...(wait === null || Number.isNaN(wait) ? { waitMinutes: 'Minutes, 0 or more' } : {}),
    ...(Number.isNaN(minutes) ? { minutes: 'Minutes, or nothing' } : {}),
    ...(Number.isNaN(hours) ? { budgetHours: 'Hours, or nothing' } : {}),
  };
  const isGood = Object.keys(problems).length === 0 && methods.length > 0;
  const field = (name: keyof Draft, label: string, hint: string) => (
    <Field
      label={label}
      hint={hint}
      error={problems[name]}
      inputMode="decimal"
      value={draft[name]}
      onChange={({ target }) => setDraft({ ...draft, [name]: target.value })}
    />
  );
  const submit = () =>
    save.mutate({
      projectId,
      isPaused: policy.isPaused,
      afterSubmissions: after ?? 1,
      waitSeconds: Math.round(60 * (wait ?? 0)),
      seconds: minutes === null ? null : Math.round(60 * minutes),
      budgetHours: hours,
      methods: [...methods],
      promotes,
    });
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Automatic training"
      description="Trainings that people start do not wait for any of this."
      width="max-w-lg"
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" isBusy={save.isPending} disabled={!isGood} onClick={submit}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <FormProblem error={save.error} />
        <div className="grid grid-cols-2 gap-4">
          {field('afterSubmissions', 'After so many submissions', 'New or corrected ones')}
          {field('waitMinutes', 'Minutes to wait', 'Since the last submission')}
          {field('minutes', 'Minutes of a training', 'Empty: as the installation is set up')}
          {field('budgetHours', 'Hours a month', 'Empty: no limit. All trainings count')}
        </div>
        <fieldset className="grid gap-1.5">
          <legend className="mb-1.5 text-xs font-medium text-soft">Methods, trained in this order</legend>
          {METHOD_NAMES.map((name) => (
            <label key={name} className="flex items-start gap-2.5 text-sm">
              <input
                type="checkbox"
                checked={methods.includes(name)}
                onChange={({ target }) =>
                  setMethods(METHOD_NAMES.filter((one) => (one === name ? target.checked : methods.includes(one))))
                }
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span>
                {METHODS[name].title}
                <span className="block text-xs text-faint">{METHODS[name].what}</span>
              </span>
            </label>
          ))}
          {methods.length === 0 ? <p className="text-xs text-danger">At least one. To stop it, pause it.</p> : null}
        </fieldset>
        <SelectField
          label="A new model is"
          value={promotes}
          options={Object.entries(RULES).map(([value, text]) => ({ value, text }))}
          onChange={({ target }) => setPromotes(target.value as PromotionRule)}
        />
      </div>
    </Dialog>
  );
}

'use client';

import type { ProjectId } from '@scholia/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { SelectField } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import type { Label } from './curves.ts';
import { OVERLAPS, type PredictionSettings } from './settings-text.ts';

export interface PredictionsDialogProps {
  readonly projectId: ProjectId;
  readonly labels: readonly Label[];
  readonly settings: PredictionSettings;
  readonly onClose: () => void;
}

type Tidying = 'keepLargest' | 'fillHoles';
const TIDYINGS: readonly { readonly name: Tidying; readonly title: string; readonly what: string }[] = [
  { name: 'keepLargest', title: 'Largest piece', what: 'only its largest piece stays' },
  { name: 'fillHoles', title: 'Holes filled', what: 'its holes are filled' },
];

export function PredictionsDialog({ projectId, labels, settings, onClose }: PredictionsDialogProps) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState(settings);
  const save = useMutation(trpc.predictions.setSettings.mutationOptions({ onSuccess: onClose }));
  const choose = (name: Tidying, label: number, isChosen: boolean) =>
    setDraft({ ...draft, [name]: isChosen ? [...draft[name], label] : draft[name].filter((one) => one !== label) });
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Predictions"
      description="Counts for predictions from now on. Images that are predicted already stay as they are until they are predicted again."
      width="max-w-lg"
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" isBusy={save.isPending} onClick={() => save.mutate({ projectId, ...draft })}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <FormProblem error={save.error} />
        <SelectField
          label="Windows overlap by"
          hint="A model sees an image window by window. The more they overlap, the less their seams show, and the longer it takes"
          value={String(draft.overlap)}
          options={overlapsWith(settings.overlap)}
          onChange={({ target }) => setDraft({ ...draft, overlap: Number(target.value) })}
        />
        <label className="flex items-start gap-2.5 text-sm">
          <input
            type="checkbox"
            checked={draft.withMirrors}
            onChange={({ target }) => setDraft({ ...draft, withMirrors: target.checked })}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            Look from both sides
            <span className="block text-xs text-faint">
              Every window mirrored too, and the mean taken (test-time augmentation). Up to eight times as slow; only
              models that learned from mirrored images do it
            </span>
          </span>
        </label>
        <table className="w-full text-sm">
          <caption className="mb-1.5 text-left text-xs font-medium text-soft">Done to the labels afterwards</caption>
          <thead>
            <tr className="border-b border-line text-xs text-faint">
              <th scope="col" className="py-1.5 text-left font-normal">
                Label
              </th>
              {TIDYINGS.map(({ name, title }) => (
                <th key={name} scope="col" className="w-28 py-1.5 text-center font-normal">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map(({ value, name: labelName, color }) => (
              <tr key={value} className="border-b border-line/60 last:border-0">
                <th scope="row" className="max-w-0 py-1.5 text-left font-normal">
                  <span className="flex items-center gap-2">
                    <span className="size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />
                    <span className="truncate">{labelName}</span>
                  </span>
                </th>
                {TIDYINGS.map(({ name, what }) => (
                  <td key={name} className="text-center">
                    <input
                      type="checkbox"
                      aria-label={`${labelName}: ${what}`}
                      checked={draft[name].includes(value)}
                      onChange={({ target }) => choose(name, value, target.checked)}
                      className="size-4 align-middle accent-accent"
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

/** The usual ones, and what a script may have set. */
function overlapsWith(overlap: number): { readonly value: string; readonly text: string }[] {
  const isUsual = OVERLAPS.some(({ value }) => value === overlap);
  const all = isUsual ? OVERLAPS : [...OVERLAPS, { value: overlap, text: `${Math.round(100 * overlap)} %` }];
  return all.map(({ value, text }) => ({ value: String(value), text }));
}

'use client';

import { Plus, X } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { type DraftLabel, withNewLabel } from './label-drafts.ts';

export { type DraftLabel, draftProblem, firstLabels } from './label-drafts.ts';

export interface LabelEditorProps {
  readonly labels: readonly DraftLabel[];
  readonly onChange: (labels: readonly DraftLabel[]) => void;
  readonly problem?: string | undefined;
  /** Values that are saved already: voxels and models may hold them, so they stay. */
  readonly saved?: ReadonlySet<number>;
}

export function LabelEditor({ labels, onChange, problem, saved = new Set() }: LabelEditorProps) {
  const edit = (value: number, change: Partial<DraftLabel>) =>
    onChange(labels.map((label) => (label.value === value ? { ...label, ...change } : label)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-xs font-medium text-soft">Labels</legend>
      <ul className="grid gap-1.5">
        {labels.map(({ value, name, color }) => (
          <li key={value} className="flex items-center gap-2">
            <input
              type="color"
              aria-label={`Colour of label ${value}`}
              value={color}
              onChange={(event) => edit(value, { color: event.target.value })}
              className="size-8 shrink-0 cursor-pointer rounded-md border-0 bg-transparent p-0.5"
            />
            <input
              type="text"
              aria-label={`Name of label ${value}`}
              value={name}
              maxLength={200}
              placeholder="Name, e.g. Liver"
              onChange={(event) => edit(value, { name: event.target.value })}
              className="h-8 min-w-0 flex-1 rounded-md bg-well px-2.5 text-sm ring-1 ring-edge/70 ring-inset placeholder:text-faint focus:ring-2 focus:ring-accent focus:outline-none"
            />
            <span className="numeric w-7 text-right text-xs text-faint" title="Value in exported files">
              {value}
            </span>
            {saved.has(value) ? (
              <span className="size-6" />
            ) : (
              <IconButton
                size="sm"
                label={`Remove label ${value}`}
                icon={<X className="size-3.5" />}
                onClick={() => onChange(labels.filter((label) => label.value !== value))}
              />
            )}
          </li>
        ))}
      </ul>
      <div className="flex items-center justify-between">
        <Button
          look="ghost"
          size="sm"
          icon={<Plus className="size-3.5" />}
          onClick={() => onChange(withNewLabel(labels))}
        >
          Add label
        </Button>
        {problem ? <p className="text-xs text-faint">{problem}</p> : null}
      </div>
    </fieldset>
  );
}

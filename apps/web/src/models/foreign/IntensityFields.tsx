'use client';

import type { ReactNode } from 'react';
import { Field, SelectField } from '../../ui/Field.tsx';
import type { Draft, Problems } from './draft.ts';

export interface IntensityFieldsProps {
  readonly draft: Draft;
  readonly problems: Problems;
  readonly note: ReactNode;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** How intensities become the numbers that the network was trained on. */
export function IntensityFields({ draft, problems, note, onChange }: IntensityFieldsProps) {
  const field = (name: 'range' | 'clipPercent' | 'mean' | 'deviation', label: string) => (
    <Field
      label={label}
      value={draft[name]}
      error={problems[name]}
      onChange={({ target }) => onChange({ [name]: target.value })}
    />
  );
  return (
    <div className="grid grid-cols-2 gap-4">
      <SelectField
        label="Intensities"
        className="col-span-2"
        value={draft.by}
        hint={note}
        options={[
          { value: 'range', text: 'Cut off and scaled to a range' },
          { value: 'image', text: 'Of each image by its own mean and deviation' },
          { value: 'fixed', text: 'By a fixed mean and deviation' },
        ]}
        onChange={({ target }) => onChange({ by: target.value as Draft['by'] })}
      />
      {draft.by === 'image' ? field('clipPercent', 'Cut off, percent at both ends') : field('range', 'Cut off outside')}
      {draft.by === 'range' ? (
        <SelectField
          label="Scaled to"
          value={draft.to}
          options={['0..1', '-1..1'].map((value) => ({ value, text: value.replace('..', ' to ') }))}
          onChange={({ target }) => onChange({ to: target.value as Draft['to'] })}
        />
      ) : null}
      {draft.by === 'image' ? (
        <label className="flex items-center gap-2 self-end pb-2.5 text-xs text-soft">
          <input
            type="checkbox"
            checked={draft.ofNonZero}
            onChange={({ target }) => onChange({ ofNonZero: target.checked })}
            className="size-3.5 accent-accent"
          />
          Only of voxels that are not 0
        </label>
      ) : null}
      {draft.by === 'fixed' ? (
        <div className="grid grid-cols-2 gap-4">
          {field('mean', 'Mean')}
          {field('deviation', 'Deviation')}
        </div>
      ) : null}
    </div>
  );
}

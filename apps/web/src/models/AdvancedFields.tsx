'use client';

import { Field, SelectField } from '../ui/Field.tsx';
import { NETWORK_NAMES } from './network-names.ts';
import { type OverrideTexts, type ReadOverrides, textsOf } from './overrides.ts';
import type { PlanFields } from './plan.ts';

export interface AdvancedFieldsProps {
  readonly texts: OverrideTexts;
  readonly problems: ReadOverrides['problems'];
  /** Shown where nothing was typed. */
  readonly planned: PlanFields;
  readonly isFromScratch: boolean;
  readonly onTexts: (texts: OverrideTexts) => void;
  readonly onFromScratch: (isFromScratch: boolean) => void;
}

const FIELDS: readonly { readonly field: keyof OverrideTexts; readonly label: string }[] = [
  { field: 'spacing', label: 'Voxel, mm (x y z)' },
  { field: 'patch', label: 'Patch, voxels (x y z)' },
  { field: 'channels', label: 'Channels of each level' },
  { field: 'batch', label: 'Patches a step' },
  { field: 'learningRate', label: 'Learning rate' },
];

const NETWORKS: readonly { readonly value: string; readonly text: string }[] = [
  { value: '', text: 'As planned' },
  ...Object.entries(NETWORK_NAMES).map(([value, text]) => ({ value, text })),
];

/** What somebody may want otherwise than it is planned. Everything may stay empty. */
export function AdvancedFields(props: AdvancedFieldsProps) {
  const { texts, problems, planned, isFromScratch, onTexts, onFromScratch } = props;
  const placeholders = textsOf(planned);
  return (
    <details>
      <summary className="w-fit cursor-pointer rounded text-xs text-faint hover:text-ink">Advanced</summary>
      <div className="grid gap-3 pt-3">
        {FIELDS.map(({ field, label }) => (
          <Field
            key={field}
            label={label}
            value={texts[field]}
            placeholder={placeholders[field] || 'as planned'}
            error={problems[field]}
            inputMode={field === 'learningRate' ? 'decimal' : 'text'}
            onChange={({ target }) => onTexts({ ...texts, [field]: target.value })}
          />
        ))}
        <SelectField
          label="Network"
          value={texts.network}
          options={NETWORKS}
          onChange={({ target }) => onTexts({ ...texts, network: target.value })}
        />
        <label className="flex items-start gap-2 text-xs text-soft">
          <input
            type="checkbox"
            checked={isFromScratch}
            onChange={({ target }) => onFromScratch(target.checked)}
            className="mt-0.5 size-3.5 shrink-0 accent-accent"
          />
          Start from random weights, not from the model in use
        </label>
      </div>
    </details>
  );
}

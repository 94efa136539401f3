'use client';

import { Field, SelectField } from '../../ui/Field.tsx';
import type { Label } from '../curves.ts';
import type { Draft, Problems } from './draft.ts';
import { IntensityFields } from './IntensityFields.tsx';
import { LabelMapping } from './LabelMapping.tsx';

export interface DeclarationFormProps {
  readonly draft: Draft;
  readonly problems: Problems;
  /** Members that nothing in the file says, such as 'input.axes'. */
  readonly guessed: readonly string[];
  readonly labels: readonly Label[];
  readonly onChange: (draft: Draft) => void;
}

const KINDS: readonly { readonly value: Draft['kind']; readonly text: string }[] = [
  { value: 'softmax logits', text: 'Scores, before softmax' },
  { value: 'softmax', text: 'Probabilities, after softmax' },
  { value: 'sigmoid logits', text: 'Scores of each label, before sigmoid' },
  { value: 'sigmoid', text: 'Probabilities of each label, after sigmoid' },
  { value: 'labels', text: 'Whole numbers, one for each voxel' },
];

/** What a network wants and gives: as far as it could be read, to be looked through and filled in. */
export function DeclarationForm({ draft, problems, guessed, labels, onChange }: DeclarationFormProps) {
  const set = (change: Partial<Draft>) => onChange({ ...draft, ...change });
  const noteOf = (member: string, what: string) =>
    guessed.includes(member) ? <span className="text-warn">A guess, please check. {what}</span> : what;
  return (
    <div className="grid gap-4">
      <div className="grid grid-cols-2 gap-4">
        <SelectField
          label={`Input “${draft.inputName}”`}
          value={draft.layout}
          options={[
            { value: '3d', text: 'Volumes: 1, 1, D, H, W' },
            { value: '2d', text: 'Slices: 1, 1, H, W' },
          ]}
          onChange={({ target }) => set({ layout: target.value as Draft['layout'] })}
        />
        <Field
          label="Where D, H, W point"
          value={draft.axes}
          error={problems.axes}
          hint={noteOf('input.axes', 'MONAI: RAS. SimpleITK arrays: SPL.')}
          onChange={({ target }) => set({ axes: target.value.toUpperCase() })}
        />
        <Field
          label="Patch, voxels (D H W)"
          value={draft.patch}
          error={problems.patch}
          hint={noteOf('input.patch', 'What goes in at once.')}
          onChange={({ target }) => set({ patch: target.value })}
        />
        <Field
          label="Voxel, mm (D H W)"
          value={draft.spacing}
          error={problems.spacing}
          hint={noteOf('input.spacingMm', '- leaves an axis as it is.')}
          onChange={({ target }) => set({ spacing: target.value })}
        />
      </div>
      <IntensityFields
        draft={draft}
        problems={problems}
        note={noteOf('input.intensity', 'As in training.')}
        onChange={set}
      />
      <SelectField
        label={`Output “${draft.outputName}”`}
        value={draft.kind}
        options={KINDS}
        hint={noteOf('output.kind', '')}
        onChange={({ target }) => set({ kind: target.value as Draft['kind'] })}
      />
      <LabelMapping
        kind={draft.kind}
        channels={draft.labels}
        labels={labels}
        problem={problems.labels}
        onChange={(channels) => set({ labels: channels })}
      />
    </div>
  );
}

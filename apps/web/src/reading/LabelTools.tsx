'use client';

import type { OverwritePolicy } from '@scholia/collab';
import { WandSparkles, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { count } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { NumberInput } from '../ui/NumberInput.tsx';
import { useSelected } from '../ui/store.ts';
import type { LabelWork } from './label-work.ts';
import type { LabelChoice } from './use-label-choices.ts';
import { useLabelWork } from './use-label-work.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

/** What the number, if there is one, means. */
type Needs = 'mm' | 'mm3' | 'label' | 'nothing';

interface Choice {
  readonly value: string;
  readonly text: string;
  readonly needs: Needs;
  /** It adds voxels, which the choice of what to paint over decides; the others touch this label only. */
  readonly adds: boolean;
  work(label: number, amount: number, facts: { voxelMm3: number; axis: 0 | 1 | 2; other: number }): LabelWork;
}

/** Margins and filters beyond this take long, and mean a mistake. */
const MOST_MM = 30;

const CHOICES: readonly Choice[] = [
  {
    value: 'largest',
    text: 'Keep the largest piece',
    needs: 'nothing',
    adds: false,
    work: (label) => ({ label, tool: 'islands', keep: 'largest' }),
  },
  {
    value: 'small',
    text: 'Remove small pieces',
    needs: 'mm3',
    adds: false,
    work: (label, amount, { voxelMm3 }) => ({
      label,
      tool: 'islands',
      keep: 'large',
      minVoxels: Math.ceil(amount / voxelMm3),
    }),
  },
  {
    value: 'holes',
    text: 'Fill holes',
    needs: 'nothing',
    adds: true,
    work: (label) => ({ label, tool: 'fillHoles' }),
  },
  {
    value: 'holes-slices',
    text: 'Fill holes, slice by slice',
    needs: 'nothing',
    adds: true,
    work: (label, _, { axis }) => ({ label, tool: 'fillHoles', axis }),
  },
  {
    value: 'smooth',
    text: 'Smooth',
    needs: 'mm',
    adds: true,
    work: (label, radiusMm) => ({ label, tool: 'smooth', radiusMm }),
  },
  {
    value: 'grow',
    text: 'Grow',
    needs: 'mm',
    adds: true,
    work: (label, marginMm) => ({ label, tool: 'margin', marginMm }),
  },
  {
    value: 'shrink',
    text: 'Shrink',
    needs: 'mm',
    adds: false,
    work: (label, amount) => ({ label, tool: 'margin', marginMm: -amount }),
  },
  {
    value: 'interpolate',
    text: 'Fill between slices',
    needs: 'nothing',
    adds: true,
    work: (label, _, { axis }) => ({ label, tool: 'interpolate', axis }),
  },
  {
    value: 'copy',
    text: 'Add another label',
    needs: 'label',
    adds: true,
    work: (label, _, { other }) => ({ label, tool: 'combine', how: 'copy', other }),
  },
];

export interface LabelToolsProps {
  readonly opened: OpenViewer;
  readonly reading: OpenReading;
  readonly labels: readonly LabelChoice[];
  readonly voxelMm3: number;
  readonly isReadOnly: boolean;
}

/** Operations on all voxels of the chosen label at once; each is one operation that can be undone. */
export function LabelTools({ opened, reading, labels, voxelMm3, isReadOnly }: LabelToolsProps) {
  const [chosen, setChosen] = useState(CHOICES[0].value);
  const [amounts, setAmounts] = useState({ mm: 2, mm3: 50 });
  const { settings, axis } = useSelected(opened.view, (view) => ({
    settings: view?.settings,
    axis: view?.slices.axial.axis ?? 2,
  }));
  const value = settings?.label ?? 1;
  const others = labels.filter((one) => one.value !== value);
  const [otherChosen, setOther] = useState<number>();
  const other = others.find((one) => one.value === otherChosen) ?? others[0];
  const { state, run, cancel } = useLabelWork(reading);
  const choice = CHOICES.find((one) => one.value === chosen) ?? CHOICES[0];
  const label = labels.find((one) => one.value === value);
  const isWorking = state.status === 'working';
  const amount = choice.needs === 'mm' || choice.needs === 'mm3' ? amounts[choice.needs] : 0;
  const isUsable = !isReadOnly && !isWorking && label?.locked !== true && (choice.needs !== 'label' || other);
  const apply = () => {
    if (!settings) return;
    const work = choice.work(value, amount, { voxelMm3, axis, other: other?.value ?? 0 });
    const policy = policyFor(choice, value, settings.policy);
    run(work, { policy, locked: settings.locked });
  };
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-1.5">
        <Select
          label={`What to do with ${label?.name ?? 'the label'}`}
          className="min-w-0 flex-1"
          value={chosen}
          disabled={isReadOnly || isWorking}
          onChange={(event) => setChosen(event.target.value)}
          options={CHOICES.filter(({ needs }) => needs !== 'label' || others.length > 0)}
        />
        {choice.needs === 'mm' || choice.needs === 'mm3' ? (
          <Amount
            unit={choice.needs === 'mm' ? 'mm' : 'mm\u00b3'}
            value={amounts[choice.needs]}
            isDisabled={isReadOnly || isWorking}
            onChange={(next) => setAmounts({ ...amounts, [choice.needs]: next })}
          />
        ) : null}
      </div>
      {choice.needs === 'label' ? (
        <Select
          label="Which label to add"
          value={String(other?.value ?? '')}
          disabled={isReadOnly || isWorking}
          onChange={(event) => setOther(Number(event.target.value))}
          options={others.map((one) => ({ value: String(one.value), text: one.name }))}
        />
      ) : null}
      <div className="flex items-center gap-1.5">
        <Button
          className="flex-1"
          icon={<WandSparkles className="size-3.5" />}
          isBusy={isWorking}
          disabled={!isUsable}
          onClick={apply}
        >
          Apply to {label?.name ?? 'the label'}
        </Button>
        {isWorking ? <IconButton label="Cancel" icon={<X className="size-4" />} onClick={cancel} /> : null}
      </div>
      <p role="status" className="min-h-4 text-2xs text-faint">
        {state.status === 'done' ? doneText(state.voxels) : null}
        {state.status === 'failed' ? 'That did not work out. Nothing was changed.' : null}
        {label?.locked ? `${label.name} is locked.` : null}
      </p>
    </div>
  );
}

/** Taking away concerns this label only; adding may be kept to what is unlabelled. Smoothing does both. */
function policyFor(choice: Choice, label: number, chosen: OverwritePolicy): OverwritePolicy {
  if (!choice.adds) return { mode: 'onlyLabel', label };
  return choice.value === 'smooth' ? { mode: 'all' } : chosen;
}

const doneText = (voxels: number) =>
  voxels === 0 ? 'There was nothing to change.' : `${count(voxels, 'voxel')} changed.`;

function Amount({
  unit,
  value,
  isDisabled,
  onChange,
}: {
  readonly unit: string;
  readonly value: number;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
}) {
  return (
    <span className="flex items-center gap-1 text-xs text-faint">
      <NumberInput
        label={`Amount in ${unit}`}
        min={0.1}
        max={unit === 'mm' ? MOST_MM : undefined}
        step={0.5}
        value={value}
        isDisabled={isDisabled}
        onChange={onChange}
        className="h-8 w-14"
      />
      {unit}
    </span>
  );
}

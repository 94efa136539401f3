'use client';

import { Select } from '../../ui/Field.tsx';
import type { Label } from '../curves.ts';
import type { Draft } from './draft.ts';

export interface LabelMappingProps {
  readonly kind: Draft['kind'];
  /** The project's label of each channel, 0 for none. */
  readonly channels: readonly number[];
  readonly labels: readonly Label[];
  readonly problem: string | undefined;
  readonly onChange: (channels: readonly number[]) => void;
}

/** Which label of the project each channel, or each number that comes out, is. */
export function LabelMapping({ kind, channels, labels, problem, onChange }: LabelMappingProps) {
  const name = kind === 'labels' ? 'Number' : 'Channel';
  const options = [
    { value: '0', text: 'Background, or not wanted' },
    ...labels.map(({ value, name: text }) => ({ value: String(value), text })),
  ];
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-xs font-medium text-soft">{name}s and labels</legend>
      <ul className="grid max-h-48 grid-cols-2 gap-x-4 gap-y-1.5 overflow-y-auto">
        {channels.map((label, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its index
          <li key={at} className="flex items-center gap-2 text-xs">
            <span className="numeric w-16 shrink-0 text-faint">
              {name} {at}
            </span>
            <span
              className="size-2 shrink-0 rounded-full bg-active"
              style={{ backgroundColor: labels.find(({ value }) => value === label)?.color }}
            />
            <Select
              label={`Label of ${name.toLowerCase()} ${at}`}
              className="min-w-0 flex-1"
              value={String(label)}
              options={options}
              onChange={({ target }) => onChange(channels.with(at, Number(target.value)))}
            />
          </li>
        ))}
      </ul>
      {problem ? <p className="text-xs text-danger">{problem}</p> : null}
    </fieldset>
  );
}

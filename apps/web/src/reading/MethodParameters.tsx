'use client';

import { RotateCcw } from 'lucide-react';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NumberInput } from '../ui/NumberInput.tsx';
import type { MethodChoice, ParameterValues } from './segment-methods.ts';

export interface MethodParametersProps {
  readonly method: MethodChoice;
  /** What was set; everything else has its default. */
  readonly values: ParameterValues;
  readonly isDisabled: boolean;
  readonly onChange: (values: ParameterValues) => void;
}

/** Shut until somebody wants it: the defaults are meant to do. */
export function MethodParameters({ method, values, isDisabled, onChange }: MethodParametersProps) {
  const set = Object.keys(values).length;
  return (
    <details className="group text-xs">
      <summary className="cursor-pointer rounded-md py-1 text-soft hover:text-ink focus-visible:outline-2 focus-visible:outline-accent">
        Parameters{set > 0 ? ` · ${set} changed` : ''}
      </summary>
      <div className="mt-1 grid gap-1.5">
        {Object.entries(method.parameters).map(([name, parameter]) => {
          const value = values[name] ?? parameter.default;
          const change = (next: number | string) => onChange({ ...values, [name]: next });
          return (
            <div key={name} className="flex items-center justify-between gap-2">
              <span className="text-soft">
                {parameter.title}
                {parameter.type === 'number' && parameter.unit ? (
                  <span className="text-faint"> {parameter.unit}</span>
                ) : null}
              </span>
              {parameter.type === 'number' ? (
                <NumberInput
                  label={parameter.title}
                  value={Number(value)}
                  min={parameter.min}
                  max={parameter.max}
                  step={parameter.step}
                  isDisabled={isDisabled}
                  onChange={change}
                  className="h-7 w-24 shrink-0 text-right"
                />
              ) : (
                <Select
                  label={parameter.title}
                  value={String(value)}
                  options={parameter.choices.map((choice) => ({ value: choice, text: choice }))}
                  disabled={isDisabled}
                  onChange={({ target }) => change(target.value)}
                  className="h-7 w-24 shrink-0"
                />
              )}
            </div>
          );
        })}
        <div className="flex justify-end">
          <IconButton
            size="sm"
            label="Use the defaults"
            icon={<RotateCcw className="size-3.5" />}
            disabled={isDisabled || set === 0}
            onClick={() => onChange({})}
          />
        </div>
      </div>
    </details>
  );
}

'use client';

import type { Grid, Parameter } from '@scholia/segmentation';
import { RotateCcw } from 'lucide-react';
import { Select } from '../ui/Field.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { NumberInput } from '../ui/NumberInput.tsx';
import type { MethodChoice, ParameterValues } from './segment-methods.ts';

export interface MethodParametersProps {
  readonly method: MethodChoice;
  /** What was set; everything else has its default, or is found from the image. */
  readonly values: ParameterValues;
  /** The image from which the others are found. */
  readonly image: Grid;
  readonly isDisabled: boolean;
  readonly onChange: (values: ParameterValues) => void;
}

/** Shut until somebody wants it: the defaults are meant to do. */
export function MethodParameters({ method, values, image, isDisabled, onChange }: MethodParametersProps) {
  const set = Object.keys(values).length;
  return (
    <details className="group text-xs">
      <summary className="cursor-pointer rounded-md py-1 text-soft hover:text-ink focus-visible:outline-2 focus-visible:outline-accent">
        Parameters{set > 0 ? ` · ${set} changed` : ''}
      </summary>
      <div className="mt-1 grid gap-1.5">
        {Object.entries(method.parameters).map(([name, parameter]) => {
          const { [name]: value, ...others } = values;
          return (
            <ParameterRow
              key={name}
              parameter={parameter}
              value={value}
              image={image}
              isDisabled={isDisabled}
              onChange={(next) => onChange(next === undefined ? others : { ...values, [name]: next })}
            />
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

interface ParameterRowProps {
  readonly parameter: Parameter;
  readonly value: number | string | undefined;
  readonly image: Grid;
  readonly isDisabled: boolean;
  /** Undefined: as if it had never been set. */
  readonly onChange: (value: number | string | undefined) => void;
}

function ParameterRow({ parameter, value, image, isDisabled, onChange }: ParameterRowProps) {
  const { title } = parameter;
  if (parameter.type === 'choice')
    return (
      <div className={ROW}>
        <span className="text-soft">{title}</span>
        <Select
          label={title}
          value={String(value ?? parameter.default)}
          options={parameter.choices.map((choice) => ({ value: choice, text: choice }))}
          disabled={isDisabled}
          onChange={({ target }) => onChange(target.value)}
          className="h-7 w-24 shrink-0"
        />
      </div>
    );
  const { unit, min, max, step, found } = parameter;
  const shown = value ?? (found ? undefined : parameter.default);
  return (
    <div className={ROW}>
      <span className="text-soft">
        {title}
        {unit ? <span className="text-faint"> {unit}</span> : null}
      </span>
      <span className="flex shrink-0 items-center gap-0.5">
        {found && value !== undefined ? (
          <IconButton
            size="sm"
            label={`Find ${title.toLowerCase()} from the image`}
            icon={<RotateCcw className="size-3.5" />}
            disabled={isDisabled}
            onClick={() => onChange(undefined)}
          />
        ) : null}
        <NumberInput
          label={title}
          value={shown === undefined ? undefined : Number(shown)}
          placeholder={found && `${Number(found(image).toPrecision(2))}, found`}
          min={min}
          max={max}
          step={step}
          isDisabled={isDisabled}
          onChange={onChange}
          className="h-7 w-24 text-right"
        />
      </span>
    </div>
  );
}

const ROW = 'flex min-h-7 items-center justify-between gap-2';

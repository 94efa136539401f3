'use client';

import { Slider as Radix } from 'radix-ui';

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: string;
  readonly onChange: (value: number) => void;
  readonly isDisabled?: boolean;
}

/** A named slider with its value as text. */
export function Slider({ label, value, min, max, step, text, onChange, isDisabled = false }: SliderProps) {
  return (
    <div className="grid gap-1">
      <div className="flex items-baseline justify-between text-xs">
        <span className="text-soft">{label}</span>
        <span className="numeric text-ink">{text}</span>
      </div>
      <Radix.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={isDisabled}
        onValueChange={([next]) => onChange(next)}
        className="relative flex h-6 touch-none items-center select-none"
      >
        <Radix.Track className="relative h-1 grow rounded-full bg-active">
          <Radix.Range className="absolute h-full rounded-full bg-accent" />
        </Radix.Track>
        <Radix.Thumb
          aria-label={label}
          aria-valuetext={text}
          className="block size-3.5 rounded-full bg-ink shadow-[0_0_0_3px_var(--color-panel)] transition-transform hover:scale-110"
        />
      </Radix.Root>
    </div>
  );
}

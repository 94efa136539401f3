import { useState } from 'react';
import { cx } from './class-names.ts';

interface NumberInputProps {
  readonly label: string;
  /** Undefined when nobody has set one: the placeholder says what happens then. */
  readonly value: number | undefined;
  readonly placeholder?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly step?: number;
  readonly isDisabled: boolean;
  readonly onChange: (value: number) => void;
  readonly className?: string;
}

/**
 * A number that can be typed in peace: until the focus leaves, it shows what was typed, be it a lone "-" or nothing, and
 * tells only of what is a number from `min` to `max`.
 */
export function NumberInput({
  label,
  value,
  placeholder,
  isDisabled,
  onChange,
  className,
  ...limits
}: NumberInputProps) {
  const [typed, setTyped] = useState<string>();
  const { min = -Infinity, max = Infinity } = limits;
  return (
    <input
      type="number"
      aria-label={label}
      {...limits}
      placeholder={placeholder}
      value={typed ?? value ?? ''}
      disabled={isDisabled}
      onChange={({ target }) => {
        setTyped(target.value);
        const next = target.valueAsNumber;
        if (next >= min && next <= max) onChange(next);
      }}
      onBlur={() => setTyped(undefined)}
      className={cx(
        'rounded-md bg-well px-1.5 text-xs text-ink ring-1 ring-inset ring-edge/70 placeholder:text-faint focus:outline-none focus:ring-2 focus:ring-accent disabled:text-faint',
        className,
      )}
    />
  );
}

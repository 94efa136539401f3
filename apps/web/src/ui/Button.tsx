import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Spinner } from './Spinner.tsx';

const LOOKS = {
  primary:
    'bg-accent text-accent-ink font-semibold hover:bg-accent-bright active:bg-accent disabled:bg-raised disabled:text-faint',
  secondary: 'bg-raised text-ink ring-1 ring-inset ring-edge/60 hover:bg-active disabled:text-faint',
  ghost: 'text-soft hover:bg-raised hover:text-ink disabled:text-faint disabled:hover:bg-transparent',
  danger: 'bg-danger-dim text-danger ring-1 ring-inset ring-danger/30 hover:ring-danger/60 disabled:opacity-60',
  machine:
    'bg-machine-dim text-machine ring-1 ring-inset ring-machine/35 hover:ring-machine/70 disabled:opacity-60 disabled:hover:ring-machine/35',
} as const;

const SIZES = { sm: 'h-7 px-2.5 text-xs', md: 'h-8 px-3 text-sm', lg: 'h-9 px-4 text-sm' } as const;

export interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  readonly size?: keyof typeof SIZES;
  /** Shows a spinner and refuses clicks, keeping the width. */
  readonly isBusy?: boolean;
  readonly icon?: ReactNode;
}

export function Button({
  look = 'secondary',
  size = 'md',
  isBusy = false,
  icon,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={cx(
        'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap transition-colors duration-100 disabled:cursor-not-allowed',
        LOOKS[look],
        SIZES[size],
        className,
      )}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

import type { ComponentProps, ReactNode } from 'react';
import { cx } from './class-names.ts';
import { Tooltip } from './Tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children' | 'aria-label'> {
  /** Accessible name, and the tooltip's text. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Shown in the tooltip: "Ctrl+Z". */
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly size?: 'sm' | 'md' | 'lg';
  /** A toggle when given. */
  readonly isPressed?: boolean | undefined;
}

const SIZES = { sm: 'size-6 rounded', md: 'size-8 rounded-md', lg: 'size-9 rounded-md' } as const;

export function IconButton({
  label,
  icon,
  keys,
  side = 'bottom',
  size = 'md',
  isPressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={isPressed}
        {...rest}
        className={cx(
          'inline-flex shrink-0 items-center justify-center transition-colors duration-100 disabled:cursor-not-allowed disabled:text-edge disabled:hover:bg-transparent',
          isPressed ? 'bg-accent-dim text-accent-bright' : 'text-soft hover:bg-raised hover:text-ink',
          SIZES[size],
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

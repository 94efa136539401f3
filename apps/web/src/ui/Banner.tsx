import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

const TONES = {
  warn: 'bg-warn-dim text-warn',
  danger: 'bg-danger-dim text-danger',
  machine: 'bg-machine-dim text-machine',
  neutral: 'bg-raised text-soft',
} as const;

/** A condition of the whole page: stays until it is over, announced to screen readers. */
export function Banner({
  tone = 'warn',
  icon,
  action,
  children,
}: {
  readonly tone?: keyof typeof TONES;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div role="alert" className={cx('flex min-h-9 items-center gap-2.5 px-4 py-1.5 text-sm', TONES[tone])}>
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

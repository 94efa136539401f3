import type { ReactNode } from 'react';
import { cx } from './class-names.ts';

const TONES = {
  neutral: 'bg-raised text-soft',
  accent: 'bg-accent-dim text-accent-bright',
  machine: 'bg-machine-dim text-machine',
  ok: 'bg-ok-dim text-ok',
  warn: 'bg-warn-dim text-warn',
  danger: 'bg-danger-dim text-danger',
} as const;

export type Tone = keyof typeof TONES;

export function Badge({
  tone = 'neutral',
  className,
  children,
}: {
  readonly tone?: Tone;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      className={cx(
        'inline-flex h-5 items-center gap-1 rounded px-1.5 text-2xs font-medium whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      {children}
    </span>
  );
}

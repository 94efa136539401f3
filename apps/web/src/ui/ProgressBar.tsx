import { cx } from './class-names.ts';

export interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; undefined while the amount is unknown. */
  readonly value: number | undefined;
  readonly tone?: 'accent' | 'machine' | 'ok' | 'danger';
  readonly className?: string;
}

const TONES = { accent: 'bg-accent', machine: 'bg-machine', ok: 'bg-ok', danger: 'bg-danger' } as const;

export function ProgressBar({ label, value, tone = 'accent', className }: ProgressBarProps) {
  const percent = value === undefined ? undefined : Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={cx('h-1 overflow-hidden rounded-full bg-active', className)}
    >
      <div
        className={cx(
          'h-full rounded-full transition-[width] duration-300',
          TONES[tone],
          // Dim, or a full bar that does not move would look like the end.
          percent === undefined && 'opacity-35 motion-safe:animate-breathe',
        )}
        style={{ width: `${percent ?? 100}%` }}
      />
    </div>
  );
}

'use client';

import { useId, useState } from 'react';
import { cx } from '../ui/class-names.ts';
import { type Line, lastMeasured } from './curves.ts';
import { PLOT_HEIGHT, type Plotted, usePlot } from './use-plot.ts';

export interface CurveChartProps extends Omit<Plotted, 'hidden'> {
  readonly title: string;
}

/** Lines over training steps. The legend tells the values under the cursor, or the last ones, and switches lines off. */
export function CurveChart({ title, ...plotted }: CurveChartProps) {
  const { steps, lines, isShare = false } = plotted;
  const id = useId();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const { box, index } = usePlot({ ...plotted, hidden });
  const toggle = (name: string) => {
    const without = [...hidden].filter((one) => one !== name);
    setHidden(new Set(hidden.has(name) ? without : [...hidden, name]));
  };
  return (
    <figure aria-labelledby={id} className="min-w-0">
      <figcaption className="flex items-baseline justify-between px-1.5 pb-1">
        <span id={id} className="text-xs font-medium text-soft">
          {title}
        </span>
        <span className="numeric text-2xs text-faint">step {steps[index ?? steps.length - 1] ?? '–'}</span>
      </figcaption>
      <div ref={box} aria-hidden="true" className="overflow-hidden" style={{ height: PLOT_HEIGHT }} />
      <ul aria-label={`Lines of ${title}`} className="flex min-h-6 flex-wrap gap-x-1 pt-1">
        {lines.map((line) => (
          <li key={line.name}>
            <LegendButton
              line={line}
              value={lastMeasured(line.values, index)?.toFixed(isShare ? 2 : 3)}
              isShown={!hidden.has(line.name)}
              onToggle={() => toggle(line.name)}
            />
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface LegendButtonProps {
  readonly line: Line;
  readonly value: string | undefined;
  readonly isShown: boolean;
  readonly onToggle: () => void;
}

function LegendButton({ line: { name, color, isBold }, value = '–', isShown, onToggle }: LegendButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isShown}
      onClick={onToggle}
      className={cx(
        'numeric flex h-6 items-center gap-1.5 rounded px-1.5 text-2xs text-soft hover:bg-raised',
        !isShown && 'opacity-40',
      )}
    >
      <span
        className={cx('w-3 rounded-full', isBold ? 'h-[3px]' : 'h-0.5')}
        style={{ backgroundColor: color.startsWith('--') ? `var(${color})` : color }}
      />
      {name}
      <span className="min-w-7 text-left text-ink">{value}</span>
    </button>
  );
}

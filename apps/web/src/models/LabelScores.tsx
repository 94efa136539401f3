import { score } from '../ui/format.ts';
import type { Label } from './curves.ts';

export interface LabelScoresProps {
  readonly scores: Readonly<Record<string, number>>;
  readonly labels: readonly Label[];
}

/** Dice of each label as a bar and a number. */
export function LabelScores({ scores, labels }: LabelScoresProps) {
  const measured = labels.filter(({ value }) => scores[value] !== undefined);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 p-4 text-xs">
      {measured.map(({ value, name, color }) => (
        <div key={value} className="contents">
          <dt className="flex max-w-40 items-center gap-2">
            <span className="size-2 shrink-0 rounded-full" style={{ backgroundColor: color }} />
            <span className="truncate">{name}</span>
          </dt>
          <dd className="contents">
            <span className="h-1.5 overflow-hidden rounded-full bg-active" aria-hidden="true">
              <span
                className="block h-full rounded-full"
                style={{ width: `${100 * (scores[value] ?? 0)}%`, backgroundColor: color }}
              />
            </span>
            <span className="numeric">{score(scores[value] ?? 0)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

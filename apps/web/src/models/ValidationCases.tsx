'use client';

import { useMemo } from 'react';
import { score as digits } from '../ui/format.ts';
import { type CaseScore, worstFirst } from './cases.ts';
import { ScoreTable, type ScoreTableProps } from './ScoreTable.tsx';

export interface ValidationCasesProps extends Pick<ScoreTableProps, 'labels' | 'projectId' | 'names'> {
  readonly cases: readonly CaseScore[];
}

/** The held-out images on which a model does worst, first: the way to what it has not understood. */
export function ValidationCases({ cases, ...table }: ValidationCasesProps) {
  const rows = useMemo(
    () =>
      worstFirst(cases).map(({ imageId, score, scores }) => ({
        key: imageId,
        imageId,
        mean: <ScoreBar score={score} />,
        cells: new Map(Object.entries(scores).map(([value, dice]) => [Number(value), digits(dice)])),
      })),
    [cases],
  );
  return <ScoreTable title="Held-out images, worst first" meanTitle="All labels" rows={rows} {...table} />;
}

function ScoreBar({ score }: { readonly score: number | null }) {
  if (score === null) return <span className="text-faint">has none of the labels</span>;
  return (
    <span className="flex items-center gap-2">
      <span className="h-1 w-28 overflow-hidden rounded-full bg-active" aria-hidden="true">
        <span className="block h-full rounded-full bg-machine" style={{ width: `${100 * score}%` }} />
      </span>
      {digits(score)}
    </span>
  );
}

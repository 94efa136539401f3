'use client';

import { useQuery } from '@tanstack/react-query';
import { Card, Nothing } from '../admin/Card.tsx';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/class-names.ts';
import { count, score } from '../ui/format.ts';
import { type Difference, leftOutTexts, signed, worsenedFirst } from './differences.ts';
import type { Model } from './model.ts';
import { type ScoreRow, ScoreTable, type ScoreTableProps } from './ScoreTable.tsx';

type Compared = Outputs['models']['compare'];

export interface ComparisonProps extends Pick<ScoreTableProps, 'labels' | 'names'> {
  readonly model: Model;
  readonly against: Model;
}

/** Two models on the images that neither has learned from. What became worse comes first. */
export function Comparison({ model, against, labels, names }: ComparisonProps) {
  const trpc = useTRPC();
  const { projectId, version } = model;
  const compared = useQuery(trpc.models.compare.queryOptions({ projectId, a: against.modelId, b: model.modelId }));
  return (
    <Card
      title={`v${version} compared with v${against.version}`}
      aside={compared.data && `${count(compared.data.cases.length, 'image')} measured by both`}
    >
      {/* As high as a few rows, whatever is known yet. */}
      <div className="min-h-44">
        {compared.isPending ? <Skeleton /> : null}
        {compared.isError ? (
          <div role="alert" className="grid justify-items-center gap-3 px-4 py-10 text-sm text-soft">
            {compared.error.message}
            <Button size="sm" onClick={() => void compared.refetch()}>
              Try again
            </Button>
          </div>
        ) : null}
        {compared.data?.cases.length === 0 ? <Nothing>There is no image to compare the two on.</Nothing> : null}
        {compared.data && compared.data.cases.length > 0 ? (
          <ScoreTable
            title="Differences, worsened first"
            meanTitle={`All labels, v${against.version} → v${version}`}
            rows={rowsOf(compared.data)}
            labels={labels}
            projectId={projectId}
            names={names}
          />
        ) : null}
        <ul className="grid gap-1 px-4 py-3 text-2xs text-faint empty:hidden">
          {compared.data ? leftOutTexts(compared.data.leftOut).map((text) => <li key={text}>{text}</li>) : null}
        </ul>
      </div>
    </Card>
  );
}

const rowsOf = (compared: Compared): readonly ScoreRow[] => [
  rowOf('all', null, compared),
  ...worsenedFirst(compared.cases).map((one) => rowOf(one.readingId, one.imageId, one)),
];

const rowOf = (
  key: string,
  imageId: string | null,
  one: Difference & { readonly labels: Compared['labels'] },
): ScoreRow => ({
  key,
  imageId,
  mean: (
    <span className="flex items-baseline gap-2">
      <span className="text-faint">{one.a === null ? '–' : score(one.a)} →</span>
      <Change one={one} />
    </span>
  ),
  cells: new Map(one.labels.map((label) => [label.label, <Change key={label.label} one={label} />])),
});

/** What the second model reaches, and by how much that is better. */
function Change({ one: { b, difference } }: { readonly one: Difference }) {
  const text = difference === null ? '' : signed(difference);
  return (
    <span className="inline-flex items-baseline gap-1.5">
      {b === null ? '–' : score(b)}
      <span
        className={cx(
          'min-w-10 text-right',
          text.startsWith('+') ? 'text-ok' : text.startsWith('−') ? 'text-danger' : 'text-faint',
        )}
      >
        {text}
      </span>
    </span>
  );
}

function Skeleton() {
  return (
    <div role="status" aria-label="Comparing" className="grid gap-4 p-4">
      {['w-2/3', 'w-1/2', 'w-3/5', 'w-2/5'].map((width) => (
        <div key={width} className={cx('skeleton h-4', width)} />
      ))}
    </div>
  );
}

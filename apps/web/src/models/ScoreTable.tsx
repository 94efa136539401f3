'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { Label } from './curves.ts';

export interface ScoreRow {
  readonly key: string;
  /** Null for the row of all images. */
  readonly imageId: string | null;
  /** Of all labels. */
  readonly mean: ReactNode;
  /** By label value. */
  readonly cells: ReadonlyMap<number, ReactNode>;
}

export interface ScoreTableProps {
  readonly title: string;
  /** Heads the column of means. */
  readonly meanTitle: string;
  readonly rows: readonly ScoreRow[];
  /** A column for each that some row tells of. */
  readonly labels: readonly Label[];
  readonly projectId: string;
  /** Image id to name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Images, each a link, by labels. */
export function ScoreTable({ title, meanTitle, rows, labels, projectId, names }: ScoreTableProps) {
  const columns = labels.filter(({ value }) => rows.some(({ cells }) => cells.has(value)));
  return (
    <section
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-96 overflow-auto"
    >
      <table className="numeric w-full text-xs">
        <thead className="sticky top-0 bg-panel text-2xs text-faint shadow-[0_1px_0_var(--color-line)]">
          <tr>
            <th scope="col" className="h-8 px-4 text-left font-medium">
              Image
            </th>
            <th scope="col" className="w-52 px-3 text-left font-medium">
              {meanTitle}
            </th>
            {columns.map(({ value, name, color }) => (
              <th key={value} scope="col" className="px-4 text-right font-medium whitespace-nowrap">
                <span className="mr-1.5 inline-block size-1.5 rounded-full" style={{ backgroundColor: color }} />
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, imageId, mean, cells }) => (
            <tr key={key} className="border-b border-line/60 last:border-b-0 hover:bg-raised">
              <th scope="row" className="h-9 px-4 text-left text-sm font-normal whitespace-nowrap">
                {imageId === null ? (
                  <span className="font-medium">All images</span>
                ) : (
                  <Link
                    href={`/projects/${projectId}/images/${imageId}`}
                    prefetch={false}
                    className="rounded hover:text-accent"
                  >
                    {names.get(imageId) ?? 'An image'}
                  </Link>
                )}
              </th>
              <td className="px-3">{mean}</td>
              {columns.map(({ value }) => (
                <td key={value} className="px-4 text-right whitespace-nowrap text-soft">
                  {cells.get(value) ?? <span className="text-faint">–</span>}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

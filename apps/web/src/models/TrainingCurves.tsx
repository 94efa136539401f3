'use client';

import { useId, useMemo } from 'react';
import { CurveChart } from './CurveChart.tsx';
import { type CurvePoint, diceLines, type Label, type Line, lossLines } from './curves.ts';

export interface TrainingCurvesProps {
  readonly curve: readonly CurvePoint[];
  readonly labels: readonly Label[];
}

/** How a training went, or goes: loss, and Dice of every label on readings that it does not learn from. */
export function TrainingCurves({ curve, labels }: TrainingCurvesProps) {
  const group = useId();
  const steps = useMemo(() => curve.map(({ step }) => step), [curve]);
  const loss = useMemo(() => lossLines(curve), [curve]);
  const dice = useMemo(() => diceLines(curve, labels), [curve, labels]);
  return (
    <div className="grid gap-2 p-3">
      <div className="grid grid-cols-2 gap-4">
        <CurveChart title="Loss" steps={steps} lines={loss} group={group} />
        {dice.length > 0 ? (
          <CurveChart title="Dice on held-out readings" steps={steps} lines={dice} group={group} isShare />
        ) : (
          <p className="grid place-items-center rounded-md bg-well/60 px-6 text-center text-xs text-balance text-faint">
            Dice is measured once a reading is held out: the third that is submitted, and every fourth after it.
          </p>
        )}
      </div>
      <ValueTable steps={steps} lines={[...loss, ...dice]} />
    </div>
  );
}

/** The same in numbers, for those who do not see lines, or want to copy them. */
function ValueTable({ steps, lines }: { readonly steps: readonly number[]; readonly lines: readonly Line[] }) {
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer rounded px-1.5 text-2xs text-faint hover:text-ink">
        Values as a table
      </summary>
      <section
        aria-label="Values"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        className="mt-2 max-h-56 overflow-auto rounded-md bg-well"
      >
        <table className="numeric w-full text-right">
          <thead className="sticky top-0 bg-well">
            <tr>
              {['Step', ...lines.map(({ name }) => name)].map((name) => (
                <th key={name} scope="col" className="px-3 py-1.5 font-medium text-faint">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step, at) => (
              <tr key={step} className="border-t border-line/60 text-soft">
                <th scope="row" className="px-3 py-1 font-normal text-faint">
                  {step}
                </th>
                {lines.map(({ name, values }) => (
                  <td key={name} className="px-3 py-1">
                    {values[at]?.toFixed(3) ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

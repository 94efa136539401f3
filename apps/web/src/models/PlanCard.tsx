'use client';

import { Card } from '../admin/Card.tsx';
import { Facts } from '../ui/Facts.tsx';
import { JsonText } from './JsonText.tsx';
import { planFacts } from './plan.ts';

export interface PlanCardProps {
  readonly plan: unknown;
  readonly reasons: readonly { readonly about: string; readonly text: string }[];
}

/** How the planner set the training up, why, and the whole plan for those who want to repeat it. */
export function PlanCard({ plan, reasons }: PlanCardProps) {
  return (
    <Card title="Plan">
      <div className="grid grid-cols-2 divide-x divide-line">
        <Facts facts={planFacts(plan)} />
        <ul aria-label="Reasons" className="grid content-start gap-2 p-4 text-xs text-soft">
          {reasons.map(({ about, text }) => (
            <li key={`${about} ${text}`} className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-2">
              <span className="text-faint first-letter:uppercase">{about}</span>
              <span className="text-pretty">{text}</span>
            </li>
          ))}
          {reasons.length === 0 ? <li className="text-faint">It was given, not planned.</li> : null}
        </ul>
      </div>
      <details className="border-t border-line px-4 py-2.5">
        <summary className="w-fit cursor-pointer rounded text-2xs text-faint hover:text-ink">The whole plan</summary>
        <div className="mt-2">
          <JsonText value={plan} />
        </div>
      </details>
    </Card>
  );
}

'use client';

import { useEffect, useRef } from 'react';
import { CheckReport } from './CheckReport.tsx';
import type { Report } from './foreign-model.ts';

/** How a dry run went; comes into view by itself, wherever the form was scrolled to. */
export function DryRun({ report }: { readonly report: Report }) {
  const place = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new report is looked at anew
  useEffect(() => void place.current?.scrollIntoView({ block: 'nearest' }), [report]);
  return (
    <section ref={place} aria-live="polite" className="grid gap-2">
      <p className={report.isUsable ? 'text-sm text-ok' : 'text-sm text-warn'}>
        {report.isUsable
          ? 'It passed: it is a model of this project, and predicts once it is used.'
          : 'It did not pass. Change what is declared, and try again.'}
      </p>
      <div className="rounded-lg bg-well">
        <CheckReport report={report} />
      </div>
    </section>
  );
}

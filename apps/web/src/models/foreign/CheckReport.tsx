import { CircleCheck, CircleX } from 'lucide-react';
import type { Report } from './foreign-model.ts';

/** What a dry run looked at, and what to do where it failed. */
export function CheckReport({ report }: { readonly report: Report }) {
  return (
    <ul aria-label="Checks" className="grid gap-0.5 p-2">
      {report.checks.map(({ what, isOk, found, expected, hint }) => (
        <li key={what} className="grid grid-cols-[1rem_6rem_minmax(0,1fr)] gap-x-2.5 px-1.5 py-1 text-xs">
          {isOk ? (
            <CircleCheck className="mt-px size-4 text-ok" aria-label="passed" />
          ) : (
            <CircleX className="mt-px size-4 text-danger" aria-label="failed" />
          )}
          <span className="first-letter:uppercase">{what}</span>
          <span className="grid gap-0.5 break-words text-soft">
            {found}
            {isOk ? null : <span className="text-faint">Expected: {expected}</span>}
            {hint ? <span className={isOk ? 'text-faint' : 'text-warn'}>{hint}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

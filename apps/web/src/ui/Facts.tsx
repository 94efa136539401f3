import type { ReactNode } from 'react';

export interface Fact {
  readonly name: string;
  /** Left out when null. */
  readonly value: ReactNode;
}

/** Names and values under each other. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] content-start items-center gap-x-4 gap-y-2 p-4 text-xs">
      {facts.map(({ name, value }) =>
        value === null ? null : (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className="numeric min-w-0 text-soft">{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

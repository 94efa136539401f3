import type { ReactNode } from 'react';

export function EmptyState({
  icon,
  title,
  children,
  action,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="mx-auto grid max-w-sm justify-items-center gap-3 px-6 py-16 text-center">
      <div className="grid size-11 place-items-center rounded-xl bg-raised text-soft ring-1 ring-edge/50">{icon}</div>
      <h2 className="text-base font-semibold">{title}</h2>
      <p className="text-sm text-balance text-soft">{children}</p>
      {action ? <div className="mt-1">{action}</div> : null}
    </div>
  );
}

import { type ReactNode, useId } from 'react';

export function PanelSection({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="border-b border-line px-3 pt-2.5 pb-3 last:border-b-0">
      <div className="mb-1.5 flex h-6 items-center justify-between">
        <h2 id={id} className="caption">
          {title}
        </h2>
        {action}
      </div>
      {children}
    </section>
  );
}

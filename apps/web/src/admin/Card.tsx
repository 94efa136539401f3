import { type ReactNode, useId } from 'react';

export function Card({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="rounded-xl bg-panel ring-1 ring-line">
      <header className="flex h-10 items-center justify-between border-b border-line px-4">
        <h2 id={id} className="text-sm font-medium">
          {title}
        </h2>
        {aside ? <div className="numeric text-xs text-faint">{aside}</div> : null}
      </header>
      {children}
    </section>
  );
}

export function Nothing({ children }: { readonly children: ReactNode }) {
  return <p className="px-4 py-5 text-center text-xs text-faint">{children}</p>;
}

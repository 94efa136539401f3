/** A page with a note in its margin. */
export function Logo({ className = 'size-5' }: { readonly className?: string }) {
  return (
    <svg viewBox="0 0 20 20" className={className} aria-hidden="true">
      <rect x="1" y="1" width="18" height="18" rx="5" fill="var(--color-accent-dim)" />
      <path d="M7.5 5v10" stroke="var(--color-accent)" strokeWidth="1.6" strokeLinecap="round" />
      <path d="M10.5 6.6h4M10.5 10h4M10.5 13.4h2.4" stroke="var(--color-ink)" strokeWidth="1.4" strokeLinecap="round" />
      <circle cx="4.6" cy="10" r="1.3" fill="var(--color-accent-bright)" />
    </svg>
  );
}

/** Keys as a person reads them: "Ctrl+Z" becomes two caps. */
export function Kbd({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex gap-0.5" aria-hidden="true">
      {keys.split('+').map((key) => (
        <kbd
          key={key}
          className="min-w-4 rounded border border-edge/70 bg-page px-1 text-center font-sans text-2xs leading-4 text-soft"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}

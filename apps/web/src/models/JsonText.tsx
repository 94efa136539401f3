/** Something whole, to be read or copied. */
export function JsonText({ value }: { readonly value: unknown }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="max-h-72 overflow-auto rounded-md bg-well p-3 font-mono text-2xs text-soft"
    >
      {JSON.stringify(value, null, 2)}
    </pre>
  );
}

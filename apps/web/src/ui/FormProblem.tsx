/** Why the server refused a form; nothing while all is well. */
export function FormProblem({ error }: { readonly error: { readonly message: string } | null }) {
  if (!error) return null;
  return (
    <p role="alert" className="rounded-md bg-danger-dim px-3 py-2 text-sm text-danger">
      {error.message}
    </p>
  );
}

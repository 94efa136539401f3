'use client';

import { type FormEvent, useState } from 'react';
import { signIn } from '../client/sign-in.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';

export interface SignInFormProps {
  readonly onSignedIn: () => void;
  /** Shown before any attempt, e.g. that a link was spent. */
  readonly problem?: string | undefined;
}

export function SignInForm({ onSignedIn, problem: initialProblem }: SignInFormProps) {
  const [problem, setProblem] = useState(initialProblem);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Portals bubble React events: the page's own forms and shortcuts must not see this one.
    event.stopPropagation();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    const refused = await signIn(String(form.get('email')), String(form.get('password')));
    setBusy(false);
    if (refused) setProblem(refused);
    else onSignedIn();
  };

  return (
    <form onSubmit={submit} className="grid gap-4" aria-label="Sign in">
      {problem ? (
        <p role="alert" className="rounded-md bg-danger-dim px-3 py-2 text-sm text-danger">
          {problem}
        </p>
      ) : null}
      <Field label="E-mail" name="email" type="email" autoComplete="username" required autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" look="primary" size="lg" isBusy={isBusy} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}

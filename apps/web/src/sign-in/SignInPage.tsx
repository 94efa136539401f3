'use client';

import { safeNext } from '../client/sign-in.ts';
import { Logo } from '../ui/Logo.tsx';
import { SignInForm } from './SignInForm.tsx';

const PROBLEMS: Readonly<Record<string, string>> = {
  'link-spent': 'This sign-in link has been used or is too old. Sign in below, or ask for a new link.',
  'database-unavailable': 'The database cannot be reached. Try again in a moment.',
};

export function SignInPage({ next, problem }: { readonly next: string; readonly problem?: string | undefined }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4">
      <div className="w-full max-w-xs">
        <div className="mb-7 grid justify-items-center gap-3 text-center">
          <Logo className="size-10" />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Sign in to Scholia</h1>
            <p className="mt-1 text-sm text-soft">Label 3D images together.</p>
          </div>
        </div>
        <SignInForm
          problem={problem === undefined ? undefined : PROBLEMS[problem]}
          // A whole new page: nothing that was cached for somebody else may stay.
          onSignedIn={() => window.location.assign(safeNext(next))}
        />
        <p className="mt-6 text-center text-xs text-faint">
          No account, or no password? An administrator can give you a one-time sign-in link.
        </p>
      </div>
    </main>
  );
}

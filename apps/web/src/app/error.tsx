'use client';

import { CloudAlert } from 'lucide-react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';

/** The page itself could not be made. Nothing that was saved is touched by that. */
export default function ErrorPage({ reset }: { readonly error: Error; readonly reset: () => void }) {
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<CloudAlert className="size-5" />}
        title="This page could not be shown"
        action={
          <Button look="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        The server or its database did not answer. Saved work is safe, and work that was not sent is kept in this
        browser. If it stays like this, tell an administrator.
      </EmptyState>
    </main>
  );
}

'use client';

import { useQueryClient } from '@tanstack/react-query';
import { CloudOff, DatabaseZap, KeyRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { conditions, useConditions } from '../client/use-conditions.ts';
import { SignInForm } from '../sign-in/SignInForm.tsx';
import { Banner } from '../ui/Banner.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const RETRY_MS = 2500;

/** Asks until the server and its database are there again, then lets every query catch up. */
function useRecovery(isTroubled: boolean): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (!isTroubled) return;
    const timer = setInterval(async () => {
      const response = await fetch('/readyz', { cache: 'no-store' }).catch(() => undefined);
      if (!response) conditions.set({ server: 'unreachable' });
      else if (!response.ok) conditions.set({ server: 'up', database: 'away' });
      else {
        conditions.set({ server: 'up', database: 'up' });
        void queryClient.invalidateQueries();
      }
    }, RETRY_MS);
    return () => clearInterval(timer);
  }, [isTroubled, queryClient]);
}

/** What is wrong around the page, and the way out, without leaving the page. `onSignedIn` reconnects what it can. */
export function ConditionBanners({ onSignedIn }: { readonly onSignedIn?: () => void }) {
  const { session, database, server } = useConditions();
  const [isSigningIn, setSigningIn] = useState(false);
  const queryClient = useQueryClient();
  useRecovery(database === 'away' || server === 'unreachable');

  const signedIn = () => {
    setSigningIn(false);
    conditions.answered();
    void queryClient.invalidateQueries();
    onSignedIn?.();
  };

  return (
    <>
      {session === 'expired' ? (
        <Banner
          icon={<KeyRound className="size-4 shrink-0" />}
          action={
            <Button size="sm" onClick={() => setSigningIn(true)}>
              Sign in again
            </Button>
          }
        >
          Your session has ended. Nothing is lost: work that was not sent is kept in this browser.
        </Banner>
      ) : null}
      {server === 'unreachable' ? (
        <Banner icon={<CloudOff className="size-4 shrink-0" />}>
          The server cannot be reached. Work is kept in this browser and sent when the connection is back.
        </Banner>
      ) : database === 'away' ? (
        <Banner icon={<DatabaseZap className="size-4 shrink-0" />}>
          The database cannot be reached, so nothing can be saved right now. Nothing is lost; trying again by itself.
        </Banner>
      ) : null}
      <Dialog
        isOpen={isSigningIn}
        onOpenChange={setSigningIn}
        title="Sign in again"
        description="This page stays as it is, and unsent work is sent afterwards."
        width="max-w-sm"
      >
        <SignInForm onSignedIn={signedIn} />
      </Dialog>
    </>
  );
}

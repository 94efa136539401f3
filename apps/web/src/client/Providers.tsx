'use client';

import type { AppRouter } from '@scholia/api';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient } from '@trpc/client';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { TooltipProvider } from '../ui/Tooltip.tsx';
import { links } from './links.ts';
import { TRPCProvider } from './trpc.ts';

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The event stream says what is out of date; asking again on every focus would only cost.
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isTransient(error),
      },
    },
  });
}

function isTransient(error: unknown): boolean {
  const { appCode } = (error as { data?: { appCode?: string } | null }).data ?? {};
  return appCode === undefined || appCode === 'database-unavailable';
}

const TOAST = {
  toast: 'flex w-96 items-center gap-3 rounded-xl bg-raised px-4 py-3 font-sans text-sm text-ink shadow-float',
  content: 'min-w-0 flex-1',
  title: 'font-medium',
  description: 'mt-0.5 text-xs text-soft',
  success: '[&_[data-icon]]:text-ok',
  error: '[&_[data-icon]]:text-danger',
  actionButton: 'h-7 shrink-0 rounded-md bg-accent px-2.5 text-xs font-semibold text-accent-ink hover:bg-accent-bright',
};

/** What every page needs around it in the browser. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: links() }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        <TooltipProvider>{children}</TooltipProvider>
        <Toaster
          theme="dark"
          position="bottom-center"
          offset={44}
          toastOptions={{ duration: 6000, unstyled: true, classNames: TOAST }}
        />
      </TRPCProvider>
    </QueryClientProvider>
  );
}

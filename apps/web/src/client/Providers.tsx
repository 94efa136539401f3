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

/** What every page needs around it in the browser. */
export function Providers({ children }: { readonly children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [client] = useState(() => createTRPCClient<AppRouter>({ links: links() }));
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        <TooltipProvider>{children}</TooltipProvider>
        <Toaster theme="dark" position="bottom-right" offset={40} toastOptions={{ duration: 6000 }} />
      </TRPCProvider>
    </QueryClientProvider>
  );
}

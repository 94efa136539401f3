'use client';

import { Activity, ChevronRight, KeyRound, LogOut, ScrollText } from 'lucide-react';
import Link from 'next/link';
import { DropdownMenu } from 'radix-ui';
import { Fragment, type ReactNode, useState } from 'react';
import { signOut } from '../client/sign-in.ts';
import { PasswordDialog } from '../signing/PasswordDialog.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Logo } from '../ui/Logo.tsx';
import type { Me } from './me.ts';

export interface Crumb {
  readonly text: string;
  readonly href?: string;
}

export interface AppBarProps {
  readonly me: Me;
  readonly crumbs?: readonly Crumb[];
  readonly children?: ReactNode;
}

const ITEM =
  'flex h-8 cursor-pointer items-center gap-2 rounded px-2 text-sm text-soft outline-none data-highlighted:bg-raised data-highlighted:text-ink';

/** The strip on top of every page: where am I, what goes on here, who am I. */
export function AppBar({ me, crumbs = [], children }: AppBarProps) {
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-page px-4">
      <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1.5">
        <Link href="/" className="flex items-center gap-2 rounded font-semibold tracking-tight">
          <Logo />
          Scholia
        </Link>
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.href ?? crumb.text}>
            <ChevronRight className="size-3.5 shrink-0 text-edge" aria-hidden="true" />
            {crumb.href && index < crumbs.length - 1 ? (
              <Link href={crumb.href} className="truncate rounded text-soft hover:text-ink">
                {crumb.text}
              </Link>
            ) : (
              <span aria-current="page" className="truncate text-ink">
                {crumb.text}
              </span>
            )}
          </Fragment>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-2">
        {children}
        <AccountMenu me={me} />
      </div>
    </header>
  );
}

function AccountMenu({ me }: { readonly me: Me }) {
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      <DropdownMenu.Root>
        <DropdownMenu.Trigger aria-label="Account" className="rounded-full">
          <Avatar person={me} />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content
            align="end"
            sideOffset={6}
            className="z-50 min-w-48 animate-enter rounded-lg bg-panel p-1 shadow-float"
          >
            <DropdownMenu.Label className="px-2 pt-1.5 pb-2">
              <div className="text-sm font-medium">{me.name}</div>
              <div className="text-xs text-faint">
                {me.isAdmin ? 'Administrator' : me.isAuditor ? 'Auditor' : 'Member'}
              </div>
            </DropdownMenu.Label>
            <DropdownMenu.Separator className="my-1 h-px bg-line" />
            {me.isAdmin ? (
              <DropdownMenu.Item asChild>
                <Link href="/admin" className={ITEM}>
                  <Activity className="size-4" /> Activity
                </Link>
              </DropdownMenu.Item>
            ) : null}
            {me.isAdmin || me.isAuditor ? (
              <DropdownMenu.Item asChild>
                <Link href="/audit" className={ITEM}>
                  <ScrollText className="size-4" /> Audit
                </Link>
              </DropdownMenu.Item>
            ) : null}
            <DropdownMenu.Item className={ITEM} onSelect={() => setChanging(true)}>
              <KeyRound className="size-4" /> Password
            </DropdownMenu.Item>
            <DropdownMenu.Item
              className={ITEM}
              onSelect={() => void signOut().finally(() => window.location.assign('/sign-in'))}
            >
              <LogOut className="size-4" /> Sign out
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      <PasswordDialog isOpen={isChanging} onOpenChange={setChanging} />
    </>
  );
}

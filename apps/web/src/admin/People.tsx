'use client';

import type { UserId } from '@scholia/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Copy, Link2, UserPlus } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import type { Me } from '../shell/me.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field, Select } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Card } from './Card.tsx';

/** Everybody with an account; new people get in by a one-time link. */
export function People({ me }: { readonly me: Me }) {
  const trpc = useTRPC();
  const { data: people = [] } = useQuery(trpc.users.list.queryOptions());
  const [isAdding, setAdding] = useState(false);
  const [link, setLink] = useState<{ readonly name: string; readonly url: string; readonly minutes: number }>();
  const makeLink = useMutation(
    trpc.users.createSignInLink.mutationOptions({ onError: (error) => toast.error(error.message) }),
  );
  const linkFor = (userId: UserId, name: string) =>
    makeLink.mutate({ userId }, { onSuccess: ({ url, minutes }) => setLink({ name, url, minutes }) });
  const add = (
    <Button look="ghost" size="sm" icon={<UserPlus className="size-3.5" />} onClick={() => setAdding(true)}>
      Add person
    </Button>
  );
  return (
    <Card title="People" aside={add}>
      <ul className="max-h-72 overflow-y-auto py-1">
        {people.map((person) => (
          <li key={person.userId} className="flex h-10 items-center gap-2.5 pr-2 pl-4">
            <Avatar person={person} size="sm" />
            <span className="min-w-0 flex-1">
              <span className="block truncate text-sm leading-4">
                {person.name}
                {person.isAdmin || person.isAuditor ? (
                  <span className="ml-1.5 text-2xs text-soft">{person.isAdmin ? 'administrator' : 'auditor'}</span>
                ) : null}
                {person.userId === me.userId ? <span className="ml-1.5 text-2xs text-faint">you</span> : null}
              </span>
              <span className="block truncate text-2xs leading-4 text-faint">{person.email}</span>
            </span>
            <IconButton
              size="sm"
              label={`Sign-in link for ${person.name}`}
              icon={<Link2 className="size-3.5" />}
              onClick={() => linkFor(person.userId, person.name)}
            />
          </li>
        ))}
      </ul>
      <AddPersonDialog isOpen={isAdding} onOpenChange={setAdding} onAdded={linkFor} />
      <Dialog
        isOpen={link !== undefined}
        onOpenChange={() => setLink(undefined)}
        title={`Sign-in link for ${link?.name ?? ''}`}
        description={`Signs in once, within ${link?.minutes ?? 0} minutes. Give it to nobody else.`}
        footer={
          <Button
            look="primary"
            icon={<Copy className="size-3.5" />}
            onClick={() => void navigator.clipboard?.writeText(link?.url ?? '').then(() => toast.success('Copied'))}
          >
            Copy link
          </Button>
        }
      >
        <p className="rounded-md bg-well p-2.5 font-mono text-xs break-all text-soft select-all">{link?.url}</p>
      </Dialog>
    </Card>
  );
}

const STANDINGS = [
  { value: 'member', text: 'Member: does what project roles allow' },
  { value: 'auditor', text: 'Auditor: sees everything, changes nothing' },
  { value: 'admin', text: 'Administrator: may do everything' },
];

interface AddPersonDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onAdded: (userId: UserId, name: string) => void;
}

function AddPersonDialog({ isOpen, onOpenChange, onAdded }: AddPersonDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const add = useMutation(trpc.users.add.mutationOptions());
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = String(form.get('name')).trim();
    add.mutate(
      {
        name,
        email: String(form.get('email')).trim(),
        isAdmin: form.get('standing') === 'admin',
        isAuditor: form.get('standing') === 'auditor',
      },
      {
        onSuccess: ({ userId }) => {
          void queryClient.invalidateQueries({ queryKey: trpc.users.list.pathKey() });
          onOpenChange(false);
          onAdded(userId, name);
        },
      },
    );
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Add a person"
      description="They get a one-time sign-in link. Give them a role in a project from the project's page."
      width="max-w-sm"
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="add-person" isBusy={add.isPending}>
            Add and make link
          </Button>
        </>
      }
    >
      <form id="add-person" onSubmit={submit} className="grid gap-4">
        <FormProblem error={add.error} />
        <Field label="Name" name="name" required maxLength={200} autoFocus />
        <Field label="E-mail" name="email" type="email" required maxLength={200} />
        <div className="grid gap-1.5">
          <span className="text-xs font-medium text-soft" aria-hidden="true">
            In the organisation
          </span>
          <Select label="In the organisation" name="standing" options={STANDINGS} className="h-9 text-sm" />
        </div>
      </form>
    </Dialog>
  );
}

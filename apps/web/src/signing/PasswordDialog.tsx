'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { changePassword, setPassword } from './confirm.ts';

export interface PasswordDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** One's own password: the first one, or another. */
export function PasswordDialog({ isOpen, onOpenChange }: PasswordDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: me } = useQuery(trpc.users.me.queryOptions(undefined, { enabled: isOpen }));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const isFirst = me?.hasPassword === false;
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [current, next] = [String(form.get('current') ?? ''), String(form.get('next'))];
    setBusy(true);
    const wrong = isFirst ? await setPassword(next) : await changePassword(current, next);
    setBusy(false);
    setProblem(wrong);
    if (wrong !== undefined) return;
    void queryClient.invalidateQueries({ queryKey: trpc.users.me.pathKey() });
    onOpenChange(false);
    toast.success('Your password is set.');
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={isFirst ? 'Choose a password' : 'Change your password'}
      description={
        isFirst
          ? 'With it you sign in without a link, and sign readings.'
          : 'Sessions on other machines end; this one goes on.'
      }
      width="max-w-sm"
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="password" isBusy={isBusy} disabled={!me}>
            Save password
          </Button>
        </>
      }
    >
      <form id="password" onSubmit={submit} className="grid gap-4">
        <FormProblem error={problem === undefined ? null : { message: problem }} />
        {isFirst ? null : (
          <Field label="Current password" name="current" type="password" autoComplete="current-password" required />
        )}
        <Field
          label="New password"
          name="next"
          type="password"
          autoComplete="new-password"
          required
          minLength={10}
          maxLength={200}
          hint="At least 10 characters."
        />
      </form>
    </Dialog>
  );
}

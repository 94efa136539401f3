'use client';

import type { ReadingId } from '@scholia/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTRPC } from '../client/trpc.ts';
import { SignatureFields } from '../signing/SignatureFields.tsx';
import { useSignedSubmit } from '../signing/use-signed-submit.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';

export interface ReopenDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly readingId: ReadingId;
  /** The project wants a reviewer's signature. */
  readonly mustSign: boolean;
}

/** A submitted reading takes edits again; the reason becomes part of its history. */
export function ReopenDialog({ isOpen, onOpenChange, readingId, mustSign }: ReopenDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const reopen = useMutation(
    trpc.readings.reopen.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        void queryClient.invalidateQueries({ queryKey: trpc.readings.get.pathKey() });
      },
    }),
  );
  const form = useSignedSubmit((given, signature) =>
    reopen.mutate({ readingId, reason: String(given.get('reason')).trim(), ...(signature ? { signature } : {}) }),
  );
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Reopen this reading?"
      description="It can be edited again. What was submitted stays in the history."
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="reopen" isBusy={form.isConfirming || reopen.isPending}>
            {mustSign ? 'Sign and reopen' : 'Reopen reading'}
          </Button>
        </>
      }
    >
      <form id="reopen" onSubmit={form.onSubmit} className="grid gap-3">
        <FormProblem error={form.problem ?? reopen.error} />
        <Field label="Reason" name="reason" required maxLength={500} autoFocus placeholder="What has to be corrected" />
        {mustSign ? <SignatureFields statements={['returned']} /> : null}
      </form>
    </Dialog>
  );
}

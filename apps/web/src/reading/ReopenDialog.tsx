'use client';

import type { ReadingId } from '@scholia/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';

export interface ReopenDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly readingId: ReadingId;
}

/** A submitted reading takes edits again; the reason becomes part of its history. */
export function ReopenDialog({ isOpen, onOpenChange, readingId }: ReopenDialogProps) {
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
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    reopen.mutate({ readingId, reason: String(new FormData(event.currentTarget).get('reason')).trim() });
  };
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
          <Button look="primary" type="submit" form="reopen" isBusy={reopen.isPending}>
            Reopen reading
          </Button>
        </>
      }
    >
      <form id="reopen" onSubmit={submit} className="grid gap-3">
        <FormProblem error={reopen.error} />
        <Field label="Reason" name="reason" required maxLength={500} autoFocus placeholder="What has to be corrected" />
      </form>
    </Dialog>
  );
}

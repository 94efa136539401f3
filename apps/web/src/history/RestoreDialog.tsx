'use client';

import type { ReadingId } from '@scholia/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { clockText } from './texts.ts';
import type { Moment } from './time-traveller.ts';

export interface RestoreDialogProps {
  readonly readingId: ReadingId;
  /** Open while there is one. */
  readonly moment: Moment | undefined;
  readonly now: number;
  readonly onClose: () => void;
  /** Session of the operation: undo takes it back. */
  readonly onRestored: (session: number) => void;
}

/** Makes the labels what they were, with a reason that becomes part of the history. */
export function RestoreDialog({ readingId, moment, now, onClose, onRestored }: RestoreDialogProps) {
  const trpc = useTRPC();
  const restore = useMutation(
    trpc.readings.restore.mutationOptions({
      onSuccess: ({ session }) => {
        onRestored(session);
        toast.success('The labels are restored. Undo takes it back.');
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!moment) return;
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    restore.mutate({ readingId, toPosition: moment.position, reason });
  };
  const close = () => {
    restore.reset();
    onClose();
  };
  return (
    <Dialog
      isOpen={moment !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) close();
      }}
      title="Restore these labels?"
      description={
        moment
          ? `For everybody, the labels become what they were at ${clockText(moment.at, now)}, #${moment.position}. What came later stays in the history, and one undo brings it back.`
          : undefined
      }
      footer={
        <>
          <Button look="ghost" onClick={close}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="restore" isBusy={restore.isPending}>
            Restore labels
          </Button>
        </>
      }
    >
      <form id="restore" onSubmit={submit} className="grid gap-3">
        <FormProblem error={restore.error} />
        <Field
          label="Reason"
          name="reason"
          required
          // At least one character that is no space.
          pattern=".*\S.*"
          maxLength={500}
          autoFocus
          placeholder="What was better then"
        />
      </form>
    </Dialog>
  );
}

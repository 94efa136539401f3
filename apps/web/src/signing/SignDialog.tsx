'use client';

import type { ReadingId } from '@scholia/core';
import { STATEMENTS, type Statement, statementsOf } from '@scholia/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { SignatureFields } from './SignatureFields.tsx';
import { useSignedSubmit } from './use-signed-submit.ts';

export interface SignDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly readingId: ReadingId;
  readonly submission: NonNullable<Outputs['readings']['get']['submission']>;
}

/** Returning a reading is signed where it is reopened. */
const CHOICES: readonly Statement[] = [...statementsOf('review'), ...statementsOf('adjudication')].filter(
  (one) => one !== 'returned',
);

/** A reviewer, or who decides between readings, puts their name to what somebody else submitted. */
export function SignDialog({ isOpen, onOpenChange, readingId, submission }: SignDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sign = useMutation(
    trpc.readings.sign.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        void queryClient.invalidateQueries({ queryKey: trpc.readings.get.pathKey() });
        toast.success('Signed. Your name stands under these labels.');
      },
    }),
  );
  const form = useSignedSubmit((_form, signature) => {
    if (!signature) return;
    const { stage } = STATEMENTS[signature.statement];
    if (stage !== 'submit') sign.mutate({ readingId, stage, labelDigest: submission.labelDigest, signature });
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Sign this reading"
      description="Your name goes under the labels as they were submitted. If it is reopened, other labels need another signature."
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button look="primary" type="submit" form="sign" isBusy={form.isConfirming || sign.isPending}>
            Sign
          </Button>
        </>
      }
    >
      <form id="sign" onSubmit={form.onSubmit} className="grid gap-3">
        <FormProblem error={form.problem ?? sign.error} />
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs text-soft">
          <dt className="text-faint">Submitted</dt>
          <dd>{new Date(submission.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })}</dd>
          <dt className="text-faint">Labels</dt>
          <dd className="truncate font-mono text-2xs leading-4" title={submission.labelDigest}>
            {submission.labelDigest.slice(0, 16)}… up to #{submission.position}
          </dd>
        </dl>
        <SignatureFields statements={CHOICES} />
      </form>
    </Dialog>
  );
}

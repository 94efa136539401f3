'use client';

import type { Prompt, ReadingClient } from '@scholia/collab';
import { type SubmitEvent, useId } from 'react';
import { toast } from 'sonner';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';

export interface DeletePromptDialogProps {
  readonly client: ReadingClient;
  /** Somebody else's; undefined: shut. */
  readonly prompt: Prompt | undefined;
  readonly title: string;
  readonly onClose: () => void;
}

/** A reviewer takes back what somebody else drew; the reason becomes part of the history. */
export function DeletePromptDialog({ client, prompt, title, onClose }: DeletePromptDialogProps) {
  const formId = useId();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    if (!prompt || reason === '') return;
    client.review('Undo', prompt.id, reason);
    toast(`Deleted: ${title}`, {
      action: {
        label: 'Bring back',
        onClick: () => client.state.writable && client.review('Redo', prompt.id, 'Brought back.'),
      },
    });
    onClose();
  };
  return (
    <Dialog
      isOpen={prompt !== undefined}
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title="Delete somebody else's prompt?"
      description={`${title}. Whoever drew it sees it go; the history keeps it, and your reason.`}
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="danger" type="submit" form={formId}>
            Delete prompt
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit}>
        <Field label="Reason" name="reason" required maxLength={500} autoFocus placeholder="What is wrong with it" />
      </form>
    </Dialog>
  );
}

'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { type DraftLabel, draftProblem, firstLabels, LabelEditor } from './LabelEditor.tsx';

export interface NewProjectDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function NewProjectDialog({ isOpen, onOpenChange }: NewProjectDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [labels, setLabels] = useState<readonly DraftLabel[]>(firstLabels);
  const create = useMutation(
    trpc.projects.create.mutationOptions({
      onSuccess: ({ projectId }) => {
        void queryClient.invalidateQueries({ queryKey: trpc.projects.pathKey() });
        router.push(`/projects/${projectId}`);
      },
    }),
  );
  const problem = draftProblem(labels);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name')).trim();
    if (!problem && name !== '') create.mutate({ name, labels: [...labels] });
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="New project"
      description="Images and labels can be added at any time; a label that exists stays."
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Cancel
          </Button>
          <Button
            look="primary"
            type="submit"
            form="new-project"
            isBusy={create.isPending}
            disabled={problem !== undefined}
          >
            Create project
          </Button>
        </>
      }
    >
      <form id="new-project" onSubmit={submit} className="grid gap-4">
        <FormProblem error={create.error} />
        <Field label="Name" name="name" required maxLength={200} autoFocus placeholder="Abdominal CT, spring" />
        <LabelEditor labels={labels} onChange={setLabels} problem={problem} />
      </form>
    </Dialog>
  );
}

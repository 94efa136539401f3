'use client';

import type { ReadingId } from '@scholia/core';
import { statementsOf } from '@scholia/domain';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { SignatureFields } from '../signing/SignatureFields.tsx';
import { useSignedSubmit } from '../signing/use-signed-submit.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { useSelected } from '../ui/store.ts';
import { SeenSlices, type SeenSlicesProps } from './SeenSlices.tsx';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenReading } from './use-reading.ts';

export interface SubmitDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly readingId: ReadingId;
  readonly reading: OpenReading;
  readonly labels: readonly LabelChoice[];
  /** The project wants a signature under what is submitted. */
  readonly mustSign: boolean;
  readonly coverage: SeenSlicesProps['coverage'];
}

/** Says what submitting means, and what would be submitted, before it happens. */
export function SubmitDialog(props: SubmitDialogProps) {
  const { isOpen, onOpenChange, readingId, reading, labels, mustSign, coverage } = props;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const unsaved = useSelected(reading.state, (state) => state.unsaved);
  const submit = useMutation(
    trpc.readings.submit.mutationOptions({
      onSuccess: () => {
        onOpenChange(false);
        void queryClient.invalidateQueries({ queryKey: trpc.readings.get.pathKey() });
        toast.success('Submitted. Models learn from it from now on.');
      },
    }),
  );
  const form = useSignedSubmit((_form, signature) => submit.mutate({ readingId, ...(signature ? { signature } : {}) }));
  const used = isOpen ? usedLabels(reading) : new Set<number>();
  const missing = labels.filter(({ value }) => !used.has(value));
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Submit this reading?"
      description="It takes no more edits, from anybody, and models learn from it. A reviewer can reopen it."
      footer={
        <>
          <Button look="ghost" onClick={() => onOpenChange(false)}>
            Go on labelling
          </Button>
          <Button
            look="primary"
            type="submit"
            form="submit-reading"
            isBusy={form.isConfirming || submit.isPending}
            disabled={unsaved > 0 || used.size === 0}
          >
            {mustSign ? 'Sign and submit' : 'Submit reading'}
          </Button>
        </>
      }
    >
      <form id="submit-reading" onSubmit={form.onSubmit} className="grid gap-3">
        <FormProblem error={form.problem ?? submit.error} />
        <ul className="grid gap-1.5" aria-label="Labels of this reading">
          {labels.map((label) => (
            <li key={label.value} className="flex items-center gap-2.5 text-sm">
              <span className="size-3 rounded-[3px]" style={{ backgroundColor: label.color }} />
              <span className={used.has(label.value) ? 'text-ink' : 'text-faint'}>{label.name}</span>
              <span className="ml-auto text-xs text-faint">{used.has(label.value) ? 'labelled' : 'not labelled'}</span>
            </li>
          ))}
        </ul>
        <SeenSlices readingId={readingId} coverage={coverage} />
        {unsaved > 0 ? (
          <p className="text-xs text-warn">Waiting until all of your edits are saved.</p>
        ) : used.size === 0 ? (
          <p className="text-xs text-warn">Nothing is labelled yet: an empty reading cannot be submitted.</p>
        ) : missing.length > 0 ? (
          <p className="text-xs text-soft">
            Models will learn that {missing.map(({ name }) => name).join(', ')} {missing.length === 1 ? 'is' : 'are'}{' '}
            not in this image.
          </p>
        ) : null}
        {mustSign ? <SignatureFields statements={statementsOf('submit')} /> : null}
      </form>
    </Dialog>
  );
}

/** Label values that occur in the reading. */
function usedLabels(reading: OpenReading): ReadonlySet<number> {
  const used = new Set<number>();
  for (const [, voxels] of reading.client.fold.labels.bricks()) for (const value of voxels) used.add(value);
  used.delete(0);
  return used;
}

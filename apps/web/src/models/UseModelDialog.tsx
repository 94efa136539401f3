'use client';

import { useMutation } from '@tanstack/react-query';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import type { Model } from './model.ts';

export interface UseModelDialogProps {
  readonly model: Model;
  /** In use now, of the same method. */
  readonly current: Model | undefined;
  readonly onClose: () => void;
}

/** Says what changes before a model is put to use; going back is the same with an older one. */
export function UseModelDialog({ model, current, onClose }: UseModelDialogProps) {
  const trpc = useTRPC();
  const promote = useMutation(
    trpc.models.promote.mutationOptions({
      onSuccess: () => {
        toast.success(`Model v${model.version} is now used.`);
        onClose();
      },
    }),
  );
  const isBack = current !== undefined && current.version > model.version;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={isBack ? `Go back to model v${model.version}?` : `Use model v${model.version}?`}
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" isBusy={promote.isPending} onClick={() => promote.mutate({ modelId: model.modelId })}>
            {isBack ? 'Go back to' : 'Use'} v{model.version}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 text-sm text-soft">
        <FormProblem error={promote.error} />
        <ul className="grid list-disc gap-1.5 pl-4">
          {consequences(model, current).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </div>
    </Dialog>
  );
}

function consequences({ method, version, origin }: Model, current: Model | undefined): readonly string[] {
  const instead = current ? `, instead of by v${current.version}` : '';
  const what =
    method === 'automatic'
      ? [
          `Images that nobody has submitted are predicted again by v${version}${instead}; this takes a while.`,
          'The queue is ordered by what this model is least sure of.',
        ]
      : [`Clicks are answered by v${version}${instead}.`];
  return [
    ...what,
    origin === 'uploaded'
      ? 'It stays in use until somebody chooses otherwise: models that are trained meanwhile do not replace it.'
      : 'The next training of this method starts from it.',
    'Labels that people made or accepted stay as they are, and you can change back at any time.',
  ];
}

'use client';

import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FormProblem } from '../../ui/FormProblem.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import type { Model, Project } from '../model.ts';
import { UseModelDialog } from '../UseModelDialog.tsx';
import { ChooseFile } from './ChooseFile.tsx';
import { DeclarationForm } from './DeclarationForm.tsx';
import { DryRun } from './DryRun.tsx';
import { useNetwork } from './use-network.ts';

export interface OnnxDialogProps {
  readonly project: Project;
  /** All of the project, newest first. */
  readonly models: readonly Model[];
  readonly onClose: () => void;
}

/** Brings a network that was trained elsewhere: chosen, read, declared, tried, and put to use. */
export function OnnxDialog({ project, models, onClose }: OnnxDialogProps) {
  const network = useNetwork(project.projectId);
  const { sending, draft, tried, isBusy, attempt } = network;
  const [isUsing, setUsing] = useState(false);
  const made = tried?.status === 'usable' ? models.find(({ modelId }) => modelId === tried.modelId) : undefined;
  if (made && isUsing) {
    const current = models.find(({ method, isCurrent }) => method === made.method && isCurrent);
    return <UseModelDialog model={made} current={current} onClose={onClose} />;
  }
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title={sending.step === 'declare' ? sending.inspected.name : 'Bring your own network'}
      description={
        sending.step === 'declare'
          ? made
            ? 'It was tried on one of your images.'
            : 'Look through what it wants and gives, then have it tried on one of your images.'
          : 'An ONNX file that segments images of this kind, trained anywhere.'
      }
      width="max-w-2xl"
      // What was filled in is not to be lost by a click beside it.
      isDismissible={sending.step === 'choose'}
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            {tried?.status === 'usable' ? 'Close' : 'Cancel'}
          </Button>
          {sending.step === 'declare' && tried?.status !== 'usable' ? (
            <Button look="primary" isBusy={isBusy} disabled={!attempt} onClick={attempt}>
              {isBusy ? 'Trying it' : tried ? 'Try again' : 'Try it'}
            </Button>
          ) : null}
          {made ? (
            <Button look="primary" onClick={() => setUsing(true)}>
              Use model v{made.version}
            </Button>
          ) : null}
        </>
      }
    >
      <div className="grid gap-4">
        <FormProblem error={network.error} />
        {sending.step === 'choose' ? (
          <>
            <FormProblem error={sending.problem ? { message: sending.problem } : null} />
            <ChooseFile onFile={(file) => void network.send(file)} />
          </>
        ) : null}
        {sending.step === 'send' ? (
          <div className="grid gap-2 py-10">
            <p className="text-sm text-soft">
              {sending.share < 1 ? `Sending ${sending.name}` : `Reading ${sending.name}`}
            </p>
            <ProgressBar label="Sending" value={sending.share < 1 ? sending.share : undefined} />
          </div>
        ) : null}
        {tried?.report ? <DryRun report={tried.report} /> : null}
        {sending.step === 'declare' && draft && tried?.status !== 'usable' ? (
          <DeclarationForm
            draft={draft}
            problems={network.problems}
            guessed={sending.inspected.guessed}
            labels={project.labels}
            onChange={network.setDraft}
          />
        ) : null}
      </div>
    </Dialog>
  );
}

'use client';

import { CircleAlert, CircleCheck, FileUp, X } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { count, fileSize } from '../ui/format.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { ProgressBar } from '../ui/ProgressBar.tsx';
import { useSelected } from '../ui/store.ts';
import type { ImportItem, ImportQueue } from './import-queue.ts';

/** Files that are being imported, in the corner of the page; each says how it goes and what to do when it does not. */
export function ImportTray({ queue, projectId }: { readonly queue: ImportQueue; readonly projectId: string }) {
  const items = useSelected(queue.items, (all) => all);
  const [choosing, setChoosing] = useState<number>();
  if (items.length === 0) return null;
  const open = items.filter(({ state }) => ['waiting', 'uploading', 'checking'].includes(state.status)).length;
  const chosen = items.find(({ id }) => id === choosing);
  return (
    <aside
      aria-label="Imports"
      className="fixed right-4 bottom-4 z-30 flex max-h-[60dvh] w-96 animate-enter flex-col rounded-xl bg-panel shadow-float"
    >
      <header className="flex items-center gap-2 border-b border-line px-3 py-2">
        <FileUp className="size-4 text-soft" aria-hidden="true" />
        <h2 className="flex-1 text-sm font-medium" aria-live="polite">
          {open > 0 ? `Importing ${count(open, 'file')}` : 'Imports'}
        </h2>
        {open === 0 ? (
          <Button look="ghost" size="sm" onClick={() => queue.dismissDone()}>
            Clear finished
          </Button>
        ) : null}
      </header>
      <ul className="overflow-y-auto p-1.5">
        {items.map((item) => (
          <ImportRow
            key={item.id}
            item={item}
            queue={queue}
            projectId={projectId}
            onChooseVolume={() => setChoosing(item.id)}
          />
        ))}
      </ul>
      {chosen?.state.status === 'needs-volume' ? (
        <VolumeDialog
          fileName={chosen.file.name}
          volumes={chosen.state.volumes}
          onClose={() => setChoosing(undefined)}
          onChoose={(volume) => {
            setChoosing(undefined);
            queue.retry(chosen.id, { volume });
          }}
        />
      ) : null}
    </aside>
  );
}

interface ImportRowProps {
  readonly item: ImportItem;
  readonly queue: ImportQueue;
  readonly projectId: string;
  readonly onChooseVolume: () => void;
}

function ImportRow({ item: { id, file, state }, queue, projectId, onChooseVolume }: ImportRowProps) {
  const isOpen = state.status === 'waiting' || state.status === 'uploading' || state.status === 'checking';
  const isDone = state.status === 'imported';
  return (
    <li className="grid gap-1 rounded-md px-2 py-1.5">
      <div className="flex items-center gap-2">
        {isDone ? <CircleCheck className="size-3.5 shrink-0 text-ok" aria-label="imported" /> : null}
        {!isDone && !isOpen ? (
          <CircleAlert className="size-3.5 shrink-0 text-warn" aria-label="needs attention" />
        ) : null}
        <span className="min-w-0 flex-1 truncate text-sm">{file.name}</span>
        <span className="numeric text-2xs text-faint">{fileSize(file.size)}</span>
        {isOpen ? null : (
          <IconButton
            size="sm"
            label={`Dismiss ${file.name}`}
            icon={<X className="size-3.5" />}
            onClick={() => queue.dismiss(id)}
          />
        )}
      </div>
      {state.status === 'waiting' ? <p className="text-xs text-faint">Waiting</p> : null}
      {state.status === 'uploading' ? <ProgressBar label={`Uploading ${file.name}`} value={state.share} /> : null}
      {state.status === 'checking' ? <ProgressBar label={`Checking ${file.name}`} value={undefined} /> : null}
      {state.status === 'needs-volume' ? (
        <Remedy message={`A series of ${state.volumes} volumes: one image is one volume.`}>
          <Button size="sm" onClick={onChooseVolume}>
            Choose a volume
          </Button>
        </Remedy>
      ) : null}
      {state.status === 'needs-replacement' ? (
        <Remedy message={state.message}>
          <Button size="sm" onClick={() => queue.retry(id, { replaceNonFinite: 0 })}>
            Import with 0 in their place
          </Button>
        </Remedy>
      ) : null}
      {state.status === 'duplicate' ? (
        <Remedy message={state.message}>
          {state.imageId ? (
            <Link href={`/projects/${projectId}/images/${state.imageId}`} className="text-xs font-medium text-accent">
              Open it
            </Link>
          ) : null}
        </Remedy>
      ) : null}
      {state.status === 'failed' ? (
        <Remedy message={state.message}>
          {state.canRetry ? (
            <Button size="sm" onClick={() => queue.retry(id)}>
              Try again
            </Button>
          ) : null}
        </Remedy>
      ) : null}
    </li>
  );
}

function Remedy({ message, children }: { readonly message: string; readonly children?: ReactNode }) {
  return (
    <div className="grid justify-items-start gap-1.5" role="alert">
      <p className="text-xs text-soft">{message}</p>
      {children}
    </div>
  );
}

interface VolumeDialogProps {
  readonly fileName: string;
  readonly volumes: number;
  readonly onChoose: (volume: number) => void;
  readonly onClose: () => void;
}

function VolumeDialog({ fileName, volumes, onChoose, onClose }: VolumeDialogProps) {
  const [volume, setVolume] = useState(1);
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      title="Choose a volume"
      description={`${fileName} holds ${volumes} volumes (a time series, or several contrasts). Which one is to be labelled?`}
      width="max-w-sm"
      footer={
        <>
          <Button look="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button look="primary" onClick={() => onChoose(volume - 1)}>
            Import volume {volume}
          </Button>
        </>
      }
    >
      <label className="flex items-center gap-3 text-sm text-soft">
        Volume
        <input
          type="number"
          min={1}
          max={volumes}
          value={volume}
          onChange={(event) => setVolume(Math.min(volumes, Math.max(1, Math.round(Number(event.target.value)) || 1)))}
          className="numeric h-9 w-24 rounded-md bg-well px-2.5 text-ink ring-1 ring-edge/70 ring-inset focus:ring-2 focus:ring-accent focus:outline-none"
        />
        of {volumes}
      </label>
    </Dialog>
  );
}

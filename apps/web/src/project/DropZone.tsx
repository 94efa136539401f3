'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';

export interface DropZoneProps {
  readonly isEnabled: boolean;
  readonly onFiles: (files: readonly File[]) => void;
  readonly children: ReactNode;
}

/** Takes files that are dropped anywhere on the page. */
export function DropZone({ isEnabled, onFiles, children }: DropZoneProps) {
  /** Entering a child leaves its parent: only the count says whether the pointer is still inside. */
  const depth = useRef(0);
  const [isOver, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => isEnabled && event.dataTransfer.types.includes('Files');
  const leave = () => {
    depth.current = 0;
    setOver(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the "Import images" button does the same by keyboard
    <div
      className="relative flex min-h-dvh flex-col"
      onDragEnter={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        depth.current += 1;
        setOver(true);
      }}
      onDragOver={(event) => {
        if (carriesFiles(event)) event.preventDefault();
      }}
      onDragLeave={(event) => {
        if (!carriesFiles(event)) return;
        depth.current -= 1;
        if (depth.current <= 0) leave();
      }}
      onDrop={(event) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        leave();
        onFiles([...event.dataTransfer.files]);
      }}
    >
      {children}
      {isOver ? (
        <div className="pointer-events-none fixed inset-2 z-40 grid animate-fade place-items-center rounded-2xl border-2 border-dashed border-accent bg-page/85">
          <div className="grid justify-items-center gap-2 text-center">
            <FileUp className="size-7 text-accent" />
            <p className="text-lg font-semibold">Drop to import</p>
            <p className="text-sm text-soft">NIfTI files: .nii or .nii.gz</p>
          </div>
        </div>
      ) : null}
    </div>
  );
}

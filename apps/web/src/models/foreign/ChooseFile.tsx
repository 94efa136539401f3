'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/class-names.ts';

/** Takes an ONNX file, dropped or chosen. */
export function ChooseFile({ onFile }: { readonly onFile: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is for the mouse; the button does the same
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cx(
        'grid justify-items-center gap-3 rounded-xl border border-dashed px-6 py-10 text-center',
        isOver ? 'border-accent bg-accent-dim/30' : 'border-edge/60',
      )}
    >
      <FileUp className="size-5 text-soft" aria-hidden="true" />
      <p className="max-w-sm text-sm text-balance text-soft">
        Drop an .onnx file here. It is read, not run, before you say what it wants and gives.
      </p>
      <input
        ref={picker}
        type="file"
        accept=".onnx"
        aria-label="ONNX file"
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) onFile(file);
        }}
      />
      <Button onClick={() => picker.current?.click()}>Choose a file</Button>
    </div>
  );
}

'use client';

import { useMemo } from 'react';
import { useSelected } from '../ui/store.ts';
import { hintsFor } from './hints.ts';
import { affineOf, type ReadingImage } from './reading-image.ts';
import type { OpenViewer } from './use-viewer.ts';
import { ijkText, intensityText, rasText } from './voxel-text.ts';

interface Named {
  readonly value: number;
  readonly name: string;
  readonly color: string;
}

export interface StatusBarProps {
  readonly opened: OpenViewer;
  readonly image: ReadingImage;
  readonly labels: readonly Named[];
  readonly isReadOnly: boolean;
}

/** What the hand does now, and what is under the pointer. */
export function StatusBar({ opened, image, labels, isReadOnly }: StatusBarProps) {
  const tool = useSelected(opened.view, (state) => state?.activeTool ?? 'navigate');
  const { hover, crosshair } = useSelected(opened.view, (state) => ({
    hover: state?.hover ?? null,
    crosshair: state?.crosshair ?? null,
  }));
  const toRas = useMemo(() => affineOf(image), [image]);
  const ijk = hover?.ijk ?? crosshair;
  const label = labels.find(({ value }) => value === hover?.label);
  return (
    <section
      aria-label="Status"
      className="flex h-7 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-page px-3 text-2xs"
    >
      <ul className="flex min-w-0 items-center gap-3 overflow-hidden text-faint">
        {hintsFor(tool, isReadOnly).map(({ input, effect }) => (
          <li key={input} className="whitespace-nowrap">
            <span className="font-medium text-soft">{input}</span> {effect}
          </li>
        ))}
      </ul>
      <dl className="numeric ml-auto flex shrink-0 items-center gap-4 text-soft">
        {ijk ? (
          <>
            <Reading name="ijk" value={ijkText(ijk)} />
            <Reading name="mm" value={rasText(toRas, ijk)} />
          </>
        ) : null}
        {hover ? (
          <>
            <Reading name="intensity" value={intensityText(hover.intensity)} />
            <div className="flex w-28 items-center gap-1.5">
              <dt className="sr-only">label</dt>
              <dd className="flex min-w-0 items-center gap-1.5 text-ink">
                <span
                  className="size-2 shrink-0 rounded-full ring-1 ring-edge"
                  style={{ backgroundColor: label?.color ?? 'transparent' }}
                />
                <span className="truncate">
                  {label?.name ?? (hover.label === 0 ? 'unlabelled' : `label ${hover.label}`)}
                </span>
              </dd>
            </div>
          </>
        ) : null}
      </dl>
    </section>
  );
}

function Reading({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-faint">{name}</dt>
      <dd className="whitespace-pre text-ink">{value}</dd>
    </div>
  );
}

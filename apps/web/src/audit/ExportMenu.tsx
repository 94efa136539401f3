'use client';

import type { ProjectId, ReadingId } from '@scholia/core';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { exportAddress, wishOf } from './export-address.ts';
import type { Filters } from './filters.ts';

type Preview = Outputs['audit']['previewExport'];

/** Takes the log out, as the filter's project or reading and its days say. The browser shows how far the download is. */
export function ExportMenu({ filters }: { readonly filters: Filters }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button size="sm" look="ghost" icon={<Download className="size-3.5" />}>
          Download
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          aria-label="Download"
          className="z-50 w-96 animate-enter rounded-lg bg-panel p-2 shadow-float outline-none"
        >
          <Choices filters={filters} onChosen={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface ChoicesProps {
  readonly filters: Filters;
  readonly onChosen: () => void;
}

function Choices({ filters, onChosen }: ChoicesProps) {
  const trpc = useTRPC();
  const { projectId, readingId, ...days } = wishOf(filters);
  const wish = {
    ...days,
    ...(projectId ? { projectId: projectId as ProjectId } : {}),
    ...(readingId ? { readingId: readingId as ReadingId } : {}),
  };
  // Asked anew each time: the log has grown meanwhile.
  const preview = useQuery(trpc.audit.previewExport.queryOptions(wish, { gcTime: 0, staleTime: 0, retry: false }));
  const [withNames, setWithNames] = useState(true);
  if (preview.isPending) {
    return (
      <p className="flex items-center gap-2 p-2 text-xs text-faint">
        <Spinner /> Looking up what there is
      </p>
    );
  }
  const obstacle = preview.isError ? preview.error.message : preview.data.obstacle;
  if (obstacle !== null || preview.isError) {
    return (
      <p role="alert" className="p-2 text-xs text-danger">
        {obstacle}
      </p>
    );
  }
  const { from, to, formats } = preview.data;
  const about = filters.reading ? 'of this reading' : filters.project ? 'of this project' : 'of the whole log';
  return (
    <>
      <p className="px-2 pt-1 pb-2 text-xs text-soft">
        Events {about}, <span className="numeric">#{from}</span> to <span className="numeric">#{to}</span>
        {filters.person || filters.kind ? ', whatever the person and the kind' : ''}. The download is an event, too.
      </p>
      <ul className="grid gap-0.5">
        {formats.map((format) => (
          <li key={format.name}>
            <Choice
              format={format}
              address={exportAddress(filters, { from, to }, format, withNames)}
              onChosen={onChosen}
            />
          </li>
        ))}
      </ul>
      <label className="mt-1 flex items-center gap-2 border-t border-line px-2 pt-2.5 pb-1 text-xs text-soft">
        <input type="checkbox" checked={withNames} onChange={(event) => setWithNames(event.target.checked)} />
        Tell what people are called; a bundle never does
      </label>
    </>
  );
}

interface ChoiceProps {
  readonly format: Preview['formats'][number];
  readonly address: string;
  readonly onChosen: () => void;
}

function Choice({ format: { title, summary, obstacle }, address, onChosen }: ChoiceProps) {
  const text = (
    <>
      <span className="block text-sm font-medium text-ink">{title}</span>
      <span className="block text-2xs text-faint">{obstacle ?? summary}</span>
    </>
  );
  if (obstacle !== null) {
    return (
      <div aria-disabled="true" className="rounded px-2 py-1.5 opacity-60">
        {text}
      </div>
    );
  }
  return (
    <a href={address} download className="block rounded px-2 py-1.5 hover:bg-raised" onClick={onChosen}>
      {text}
    </a>
  );
}

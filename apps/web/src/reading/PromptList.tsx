'use client';

import { idText, type Prompt } from '@scholia/collab';
import type { Grid } from '@scholia/volume';
import { Box, Minus, Plus, Trash2 } from 'lucide-react';
import { type KeyboardEvent, useEffect, useState } from 'react';
import { toast } from 'sonner';
import { IconButton } from '../ui/IconButton.tsx';
import { useSelected } from '../ui/store.ts';
import { DeletePromptDialog } from './DeletePromptDialog.tsx';
import { kindOf, placeOf, placeText, titleOf } from './prompt-facts.ts';
import type { LabelChoice } from './use-label-choices.ts';
import { useSessionNames } from './use-prompts.ts';
import type { OpenReading } from './use-reading.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface PromptListProps {
  readonly opened: OpenViewer;
  readonly reading: OpenReading;
  /** Those in force, newest first. */
  readonly prompts: readonly Prompt[];
  readonly labels: readonly LabelChoice[];
  readonly grid: Grid;
  /** As a reviewer, and with a reason. */
  readonly mayDeleteOthers: boolean;
  readonly isReadOnly: boolean;
}

const ICONS = { inside: Plus, outside: Minus, box: Box } as const;

/** What the machine has been told, each to be found and to be taken back. */
export function PromptList(props: PromptListProps) {
  const { opened, reading, prompts, labels, grid, mayDeleteOthers, isReadOnly } = props;
  const { viewer } = opened;
  const { client } = reading;
  const isShown = useSelected(opened.view, (view) => view !== undefined);
  // Which plane lies across which axis never changes: the list is not drawn again with every slice.
  const slices = isShown ? opened.view.get()?.slices : undefined;
  const names = useSessionNames(reading);
  const [reviewed, setReviewed] = useState<Prompt>();
  useEffect(() => () => viewer.highlightPrompt(null), [viewer]);
  if (prompts.length === 0 || !slices) return null;

  const mayDelete = ({ id }: Prompt) => !isReadOnly && (client.isOwn(id) || mayDeleteOthers);
  const remove = (prompt: Prompt) => {
    if (!mayDelete(prompt)) return;
    if (!client.isOwn(prompt.id)) return setReviewed(prompt);
    client.mark('Undo', prompt.id);
    viewer.highlightPrompt(null);
    toast(`Deleted: ${titleOf(prompt, labels)}`, {
      action: { label: 'Bring back', onClick: () => client.state.writable && client.mark('Redo', prompt.id) },
    });
  };
  const removeByKey = (event: KeyboardEvent<HTMLElement>, prompt: Prompt) => {
    if ((event.key !== 'Delete' && event.key !== 'Backspace') || !mayDelete(prompt)) return;
    event.preventDefault();
    remove(prompt);
    const row = event.currentTarget;
    // The focus stays in the list, or it would be lost with the row.
    (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('button')?.focus();
  };
  return (
    <details open className="text-xs">
      <summary className="cursor-pointer rounded-md py-1 text-soft hover:text-ink focus-visible:outline-2 focus-visible:outline-accent">
        Prompts · {prompts.length}
      </summary>
      <ul
        aria-label="Prompts"
        className="mt-1 grid max-h-44 gap-px overflow-y-auto"
        onMouseLeave={() => viewer.highlightPrompt(null)}
      >
        {prompts.map((prompt) => {
          const Icon = ICONS[kindOf(prompt)];
          const title = titleOf(prompt, labels);
          const who = client.isOwn(prompt.id) ? 'you' : (names.get(prompt.id.session) ?? 'somebody else');
          return (
            <li
              key={idText(prompt.id)}
              className="group flex items-center rounded-md pr-1 focus-within:bg-raised hover:bg-raised"
              onMouseEnter={() => viewer.highlightPrompt(prompt.id)}
              onFocus={() => viewer.highlightPrompt(prompt.id)}
              onBlur={() => viewer.highlightPrompt(null)}
              onKeyDown={(event) => removeByKey(event, prompt)}
            >
              <button
                type="button"
                className="flex min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 py-1 text-left"
                onClick={() => viewer.setCrosshair(placeOf(prompt))}
              >
                <Icon
                  className="size-3.5 shrink-0"
                  strokeWidth={2.5}
                  aria-hidden="true"
                  style={{ color: labels.find(({ value }) => value === prompt.op.value)?.color }}
                />
                <span className="min-w-0 flex-1 leading-4">
                  <span className="block truncate text-ink">{title}</span>
                  <span className="numeric block truncate text-2xs text-faint">
                    {placeText(prompt, slices, grid)} · {who}
                  </span>
                </span>
              </button>
              {mayDelete(prompt) ? (
                <IconButton
                  size="sm"
                  side="left"
                  keys="Del"
                  label={`Delete: ${title}`}
                  icon={<Trash2 className="size-3.5" />}
                  className="opacity-60 group-focus-within:opacity-100 group-hover:opacity-100"
                  onClick={() => remove(prompt)}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      <DeletePromptDialog
        client={client}
        prompt={reviewed}
        title={reviewed ? titleOf(reviewed, labels) : ''}
        onClose={() => setReviewed(undefined)}
      />
    </details>
  );
}

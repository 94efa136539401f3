'use client';

import { Eye, EyeOff, Lock, LockOpen } from 'lucide-react';
import { cx } from '../ui/class-names.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Kbd } from '../ui/Kbd.tsx';
import { useSelected } from '../ui/store.ts';
import type { LabelChoice } from './use-label-choices.ts';
import type { OpenViewer } from './use-viewer.ts';

export interface LabelListProps {
  readonly opened: OpenViewer;
  readonly labels: readonly LabelChoice[];
  readonly onToggleVisible: (value: number) => void;
  readonly onToggleLocked: (value: number) => void;
}

/** The project's labels: which one is painted, which are shown, which are protected. */
export function LabelList({ opened, labels, onToggleVisible, onToggleLocked }: LabelListProps) {
  const { viewer, view } = opened;
  const active = useSelected(view, (state) => state?.settings.label ?? 1);
  const tool = useSelected(view, (state) => state?.tool ?? 'navigate');
  return (
    <ul aria-label="Labels" className="grid gap-px">
      {labels.map((label, index) => {
        const isActive = label.value === active;
        return (
          <li
            key={label.value}
            className={cx(
              'group flex h-8 items-center rounded-md pr-1 transition-colors',
              isActive ? 'bg-active' : 'hover:bg-raised',
            )}
          >
            <button
              type="button"
              aria-pressed={isActive}
              aria-label={`Label ${label.name}`}
              className="flex h-full min-w-0 flex-1 items-center gap-2.5 rounded-md px-2 text-left"
              onClick={() => viewer.setTool(tool === 'eraser' ? 'brush' : tool, { label: label.value })}
            >
              <span
                className={cx('size-3 shrink-0 rounded-[3px]', !label.visible && 'opacity-30')}
                style={{ backgroundColor: label.color }}
              />
              <span className={cx('truncate text-sm', isActive ? 'text-ink' : 'text-soft')}>{label.name}</span>
              {index < 9 ? (
                <span className="ml-auto opacity-70">
                  <Kbd keys={String(index + 1)} />
                </span>
              ) : null}
            </button>
            <IconButton
              size="sm"
              label={label.locked ? `Unlock ${label.name}` : `Lock ${label.name}`}
              icon={label.locked ? <Lock className="size-3.5 text-warn" /> : <LockOpen className="size-3.5" />}
              className={label.locked ? '' : 'opacity-0 group-hover:opacity-100 focus-visible:opacity-100'}
              onClick={() => onToggleLocked(label.value)}
            />
            <IconButton
              size="sm"
              label={label.visible ? `Hide ${label.name}` : `Show ${label.name}`}
              icon={label.visible ? <Eye className="size-3.5" /> : <EyeOff className="size-3.5" />}
              className={label.visible ? 'opacity-50 group-hover:opacity-100 focus-visible:opacity-100' : ''}
              onClick={() => onToggleVisible(label.value)}
            />
          </li>
        );
      })}
    </ul>
  );
}

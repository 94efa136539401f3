'use client';

import type { ToolName } from '@scholia/tools';
import {
  Box as BoxIcon,
  Brush,
  Contrast,
  Crosshair,
  Eraser,
  Globe,
  Lasso,
  type LucideIcon,
  Maximize,
  Minus,
  MousePointerClick,
  PaintBucket,
  PenLine,
  Plus,
  SquareDashed,
  ZoomIn,
} from 'lucide-react';
import { Toolbar } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../ui/class-names.ts';
import { useSelected } from '../ui/store.ts';
import { Tooltip } from '../ui/Tooltip.tsx';
import type { OpenViewer } from './use-viewer.ts';

interface Choice {
  readonly label: string;
  readonly keys: string;
  readonly icon: ReactNode;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly choose: () => void;
}

/** A tool with a plus or a minus: it marks what is inside or outside of a label. */
function Signed({ icon: Icon, sign: Sign }: { readonly icon: LucideIcon; readonly sign: LucideIcon }) {
  return (
    <span className="relative" aria-hidden="true">
      <Icon className="size-4" />
      <Sign className="absolute -top-1 -right-2 size-2.5" strokeWidth={3.5} />
    </span>
  );
}

/** The tools, on the left of the images. One is always on. */
export function ToolRail({ opened, isReadOnly }: { readonly opened: OpenViewer; readonly isReadOnly: boolean }) {
  const { viewer, view } = opened;
  const { tool, shape } = useSelected(view, (state) => ({
    tool: state?.activeTool ?? 'navigate',
    shape: state?.settings.shape ?? 'disc',
  }));
  const pick = (name: ToolName) => ({ isOn: tool === name, choose: () => viewer.setTool(name) });
  const either = (name: ToolName, other: ToolName) => ({
    isOn: tool === name || tool === other,
    choose: () => viewer.setTool(name),
  });
  const brush = (which: 'disc' | 'sphere') => ({
    isOn: tool === 'brush' && shape === which,
    isDisabled: isReadOnly,
    choose: () => viewer.setTool('brush', { shape: which }),
  });
  const groups: readonly (readonly Choice[])[] = [
    [
      { label: 'Navigate', keys: 'V', icon: <Crosshair className="size-4" />, ...pick('navigate') },
      { label: 'Window and level', keys: 'L', icon: <Contrast className="size-4" />, ...pick('window') },
      { label: 'Zoom', keys: 'Z', icon: <ZoomIn className="size-4" />, ...pick('zoom') },
    ],
    [
      { label: 'Brush, disc', keys: 'B', icon: <Brush className="size-4" />, ...brush('disc') },
      { label: 'Brush, sphere', keys: 'B', icon: <Globe className="size-4" />, ...brush('sphere') },
      { label: 'Eraser', keys: 'X', icon: <Eraser className="size-4" />, isDisabled: isReadOnly, ...pick('eraser') },
      {
        label: 'Lasso',
        keys: 'A',
        icon: <Lasso className="size-4" />,
        isDisabled: isReadOnly,
        ...either('lasso', 'lasso-eraser'),
      },
      {
        label: 'Rectangle',
        keys: 'R',
        icon: <SquareDashed className="size-4" />,
        isDisabled: isReadOnly,
        ...either('rectangle', 'rectangle-eraser'),
      },
      {
        label: 'Fill',
        keys: 'G',
        icon: <PaintBucket className="size-4" />,
        isDisabled: isReadOnly,
        ...either('fill', 'fill-eraser'),
      },
    ],
    [
      {
        label: 'Box prompt',
        keys: 'Shift+B',
        icon: <BoxIcon className="size-4" />,
        isDisabled: isReadOnly,
        ...pick('box'),
      },
      {
        label: 'Scribble inside',
        keys: 'S',
        icon: <Signed icon={PenLine} sign={Plus} />,
        isDisabled: isReadOnly,
        ...pick('scribble-foreground'),
      },
      {
        label: 'Scribble outside',
        keys: 'S',
        icon: <Signed icon={PenLine} sign={Minus} />,
        isDisabled: isReadOnly,
        ...pick('scribble-background'),
      },
      {
        label: 'Click inside',
        keys: 'P',
        icon: <Signed icon={MousePointerClick} sign={Plus} />,
        isDisabled: isReadOnly,
        ...pick('click-inside'),
      },
      {
        label: 'Click outside',
        keys: 'P',
        icon: <Signed icon={MousePointerClick} sign={Minus} />,
        isDisabled: isReadOnly,
        ...pick('click-outside'),
      },
    ],
  ];
  return (
    <Toolbar.Root
      orientation="vertical"
      aria-label="Tools"
      className="flex w-12 shrink-0 flex-col items-center gap-1 border-r border-line bg-page py-2"
    >
      {groups.map((group, index) => (
        <div key={group[0].label} className="grid gap-1">
          {index > 0 ? <Toolbar.Separator className="mx-1.5 my-1 h-px bg-line" /> : null}
          {group.map((choice) => (
            <ToolButton key={choice.label} {...choice} />
          ))}
        </div>
      ))}
      <div className="mt-auto grid gap-1">
        <ToolButton
          label="Fit to view"
          keys="F"
          icon={<Maximize className="size-4" />}
          isOn={false}
          choose={() => viewer.fit()}
        />
      </div>
    </Toolbar.Root>
  );
}

function ToolButton({ label, keys, icon, isOn, isDisabled = false, choose }: Choice) {
  return (
    <Tooltip text={label} keys={keys} side="right">
      <Toolbar.Button
        aria-label={label}
        aria-pressed={isOn}
        disabled={isDisabled}
        onClick={(event) => {
          choose();
          // The keyboard goes back to the images: Space and arrows must not press this button again.
          event.currentTarget.blur();
        }}
        className={cx(
          'grid size-9 place-items-center rounded-md transition-colors duration-100 disabled:cursor-not-allowed disabled:text-edge',
          isOn
            ? 'bg-accent text-accent-ink'
            : 'text-soft hover:bg-raised hover:text-ink disabled:hover:bg-transparent disabled:hover:text-edge',
        )}
      >
        {icon}
      </Toolbar.Button>
    </Tooltip>
  );
}

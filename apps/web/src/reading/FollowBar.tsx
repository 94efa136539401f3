import { Eye } from 'lucide-react';
import type { Person } from '../ui/Avatar.tsx';
import { inkOn } from '../ui/ink-on.ts';

export interface FollowBarProps {
  readonly leader: Person;
  readonly onStop: () => void;
}

/** Over the views, in the colour of the person whose view this is; takes no room, so nothing jumps. */
export function FollowBar({ leader, onStop }: FollowBarProps) {
  const ink = inkOn(leader.color);
  return (
    <>
      <div
        aria-hidden="true"
        className="pointer-events-none absolute inset-0"
        style={{ boxShadow: `inset 0 0 0 2px ${leader.color}` }}
      />
      <div
        role="status"
        className="absolute bottom-7 left-1/2 flex h-8 max-w-[80%] -translate-x-1/2 items-center gap-2 rounded-full pr-1 pl-3 text-sm font-medium whitespace-nowrap shadow-lg"
        style={{ backgroundColor: leader.color, color: ink }}
      >
        <Eye className="size-4 shrink-0" aria-hidden="true" />
        <span className="truncate">Following {leader.name}</span>
        <button
          type="button"
          onClick={onStop}
          className="ml-1 flex h-6 items-center gap-1.5 rounded-full border border-current px-2.5 text-xs hover:underline"
        >
          Stop <span className="opacity-80">Esc</span>
        </button>
      </div>
    </>
  );
}

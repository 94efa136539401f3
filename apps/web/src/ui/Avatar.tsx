import { cx } from './class-names.ts';
import { initialsOf } from './initials.ts';
import { inkOn } from './ink-on.ts';
import { Tooltip } from './Tooltip.tsx';

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly color: string;
}

const SIZES = { sm: 'size-5 text-[9px]', md: 'size-6 text-2xs', lg: 'size-8 text-xs' } as const;

/** A person by colour AND initials: never by colour alone. */
export function Avatar({ person, size = 'md' }: { readonly person: Person; readonly size?: keyof typeof SIZES }) {
  return (
    <span
      role="img"
      aria-label={person.name}
      className={cx('inline-grid shrink-0 place-items-center rounded-full font-semibold select-none', SIZES[size])}
      style={{ backgroundColor: person.color, color: inkOn(person.color) }}
    >
      {initialsOf(person.name)}
    </span>
  );
}

export function AvatarStack({ people, max = 4 }: { readonly people: readonly Person[]; readonly max?: number }) {
  const shown = people.slice(0, max);
  const hidden = people.length - shown.length;
  return (
    <span className="inline-flex items-center -space-x-0.5">
      {shown.map((person) => (
        <Tooltip key={person.userId} text={person.name}>
          <span className="inline-flex rounded-full ring-2 ring-page">
            <Avatar person={person} size="sm" />
          </span>
        </Tooltip>
      ))}
      {hidden > 0 ? (
        <Tooltip
          text={people
            .slice(max)
            .map((person) => person.name)
            .join(', ')}
        >
          <span className="inline-grid size-5 place-items-center rounded-full bg-active text-[9px] text-soft ring-2 ring-page">
            +{hidden}
          </span>
        </Tooltip>
      ) : null}
    </span>
  );
}

'use client';

import { useQuery } from '@tanstack/react-query';
import { Bookmark, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Field.tsx';
import { KINDS, type Kind } from './event-kinds.ts';
import { type Filters, filtersOf, queryOf } from './filters.ts';

const SAVED = 'scholia.audit.filters';

interface FilterBarProps {
  readonly filters: Filters;
  readonly projects: Outputs['projects']['list'];
  readonly onChange: (filters: Filters) => void;
}

export function FilterBar({ filters, projects, onChange }: FilterBarProps) {
  const trpc = useTRPC();
  const { data: people = [] } = useQuery(trpc.users.list.queryOptions());
  const set = (part: Filters) => onChange(filtersOf(queryOf({ ...filters, ...part })));
  const { saved, save, remove } = useSavedFilters();
  const query = queryOf(filters);
  const day = (field: 'from' | 'to', label: string) => (
    <label className="flex items-center gap-1.5 text-xs text-faint">
      {label}
      <input
        type="date"
        value={filters[field] ?? ''}
        onChange={(event) => set({ [field]: event.target.value || undefined })}
        className="h-8 rounded-md bg-raised px-2 text-xs text-ink ring-1 ring-inset ring-edge/60 focus:outline-none focus-visible:ring-2 focus-visible:ring-accent"
      />
    </label>
  );
  return (
    <div className="grid gap-2 border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="Kind of event"
          value={filters.kind ?? ''}
          onChange={(event) => set({ kind: (event.target.value || undefined) as Kind | undefined })}
          options={[
            { value: '', text: 'All events' },
            ...Object.entries(KINDS).map(([value, text]) => ({ value, text })),
          ]}
        />
        <Select
          label="Project"
          value={filters.project ?? ''}
          onChange={(event) => set({ project: event.target.value || undefined })}
          options={[
            { value: '', text: 'All projects' },
            ...projects.map(({ projectId, name }) => ({ value: projectId, text: name })),
          ]}
        />
        <Select
          label="Person"
          value={filters.person ?? ''}
          onChange={(event) => set({ person: event.target.value || undefined })}
          options={[
            { value: '', text: 'Everybody' },
            ...people.map(({ userId, name }) => ({ value: userId, text: name })),
          ]}
        />
        {day('from', 'From')}
        {day('to', 'to')}
        {filters.upTo ? (
          <Button
            size="sm"
            icon={<X className="size-3.5" />}
            aria-label={`Also events after #${filters.upTo}`}
            onClick={() => set({ upTo: undefined })}
          >
            up to #{filters.upTo}
          </Button>
        ) : null}
        {query ? (
          <>
            <Button look="ghost" size="sm" icon={<X className="size-3.5" />} onClick={() => onChange({})}>
              Clear
            </Button>
            {saved.includes(query) ? null : (
              <Button look="ghost" size="sm" icon={<Bookmark className="size-3.5" />} onClick={() => save(query)}>
                Save this filter
              </Button>
            )}
          </>
        ) : null}
      </div>
      {saved.length > 0 ? (
        <ul aria-label="Saved filters" className="flex flex-wrap gap-1.5">
          {saved.map((one) => (
            <li key={one} className="flex h-6 items-center rounded bg-raised text-2xs text-soft ring-1 ring-edge/50">
              <button
                type="button"
                aria-pressed={one === query}
                className="h-full rounded-l pr-1 pl-2 hover:text-ink aria-pressed:text-accent-bright"
                onClick={() => onChange(filtersOf(one))}
              >
                {nameOf(filtersOf(one), projects, people)}
              </button>
              <button
                type="button"
                aria-label={`Forget the filter ${nameOf(filtersOf(one), projects, people)}`}
                className="h-full rounded-r px-1 text-faint hover:text-ink"
                onClick={() => remove(one)}
              >
                <X className="size-3" aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function nameOf(
  { kind, project, person, reading, from, to, upTo }: Filters,
  projects: Outputs['projects']['list'],
  people: Outputs['users']['list'],
): string {
  const parts = [
    kind && KINDS[kind],
    project && (projects.find(({ projectId }) => projectId === project)?.name ?? 'a project'),
    person && (people.find(({ userId }) => userId === person)?.name ?? 'somebody'),
    reading && `reading ${reading.slice(-8)}`,
    from && `from ${from}`,
    to && `to ${to}`,
    upTo && `up to #${upTo}`,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Kept in this browser. */
function useSavedFilters() {
  const [saved, setSaved] = useState<readonly string[]>([]);
  useEffect(() => {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(SAVED) ?? '[]');
      if (Array.isArray(kept)) setSaved(kept.filter((one) => typeof one === 'string'));
    } catch {
      // What is not ours is left alone until something is saved.
    }
  }, []);
  const store = (next: readonly string[]) => {
    setSaved(next);
    localStorage.setItem(SAVED, JSON.stringify(next));
  };
  return {
    saved,
    save: (query: string) => store([...saved, query]),
    remove: (query: string) => store(saved.filter((one) => one !== query)),
  };
}

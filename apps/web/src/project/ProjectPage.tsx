'use client';

import type { ProjectId } from '@scholia/core';
import { can } from '@scholia/domain';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Bot, FileUp, Images, Play, ScrollText, Search, Settings2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import { useTRPC } from '../client/trpc.ts';
import { conditions } from '../client/use-conditions.ts';
import { AppBar } from '../shell/AppBar.tsx';
import { ConditionBanners } from '../shell/ConditionBanners.tsx';
import { LiveDot } from '../shell/LiveDot.tsx';
import type { Me } from '../shell/me.ts';
import { Button } from '../ui/Button.tsx';
import { cx } from '../ui/class-names.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { count } from '../ui/format.ts';
import { Kbd } from '../ui/Kbd.tsx';
import { useTitle } from '../ui/use-title.ts';
import { arrange, type Filter } from './arrange.ts';
import { DropZone } from './DropZone.tsx';
import { ImageTable } from './ImageTable.tsx';
import { ImportTray } from './ImportTray.tsx';
import { ImportQueue, sendToProject } from './import-queue.ts';
import { ModelStrip } from './ModelStrip.tsx';
import { PredictMenu } from './PredictMenu.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { useLabelNext } from './use-label-next.ts';

/** Who is where changes without an event of the log: asked for now and then. */
const PRESENCE_MS = 5000;

export function ProjectPage({ me, projectId }: { readonly me: Me; readonly projectId: ProjectId }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const { data: project } = useQuery(trpc.projects.get.queryOptions({ projectId }));
  const { data: images = [] } = useQuery(
    trpc.images.list.queryOptions({ projectId }, { refetchInterval: PRESENCE_MS }),
  );
  const { data: queue = [] } = useQuery(trpc.queue.list.queryOptions({ projectId }));
  useTitle(project?.name);
  const [filter, setFilter] = useState<Filter>('all');
  const [search, setSearch] = useState('');
  const [isSettingUp, setSettingUp] = useState(false);
  const picker = useRef<HTMLInputElement>(null);
  const next = useLabelNext(projectId);

  const ranks = useMemo(() => new Map<string, number>(queue.map(({ imageId, rank }) => [imageId, rank])), [queue]);
  const rows = useMemo(() => arrange(images, ranks, filter, search), [images, ranks, filter, search]);
  const present = images.filter(({ isWithdrawn }) => !isWithdrawn);
  const submitted = present.filter(({ status }) => status === 'submitted').length;
  const mayImport = can(project?.role, 'image.import');
  const mayLabel = can(project?.role, 'label.edit');

  const [imports] = useState(
    () =>
      new ImportQueue(sendToProject(projectId), (outcome) => {
        if (outcome.status === 'failed' && outcome.code === 'not-signed-in') conditions.failed('not-signed-in');
        if (outcome.status === 'imported') void queryClient.invalidateQueries({ queryKey: trpc.images.pathKey() });
      }),
  );
  const importFiles = (files: readonly File[]) => {
    if (files.length > 0) imports.add(files);
  };

  const goNext = next.go;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== 'KeyN' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (event.target instanceof Element && event.target.closest('input, textarea, select, [role="dialog"]')) return;
      goNext();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [goNext]);

  if (!project) return null;
  const importButton = mayImport ? (
    <Button icon={<FileUp className="size-3.5" />} onClick={() => picker.current?.click()}>
      Import images
    </Button>
  ) : null;

  return (
    <DropZone isEnabled={mayImport} onFiles={importFiles}>
      <AppBar me={me} crumbs={[{ text: 'Projects', href: '/' }, { text: project.name }]}>
        <LiveDot />
      </AppBar>
      <ConditionBanners />
      <main className="mx-auto grid w-full max-w-6xl gap-5 px-6 py-6">
        <header className="flex flex-wrap items-center gap-2">
          <div className="mr-auto min-w-0">
            <h1 className="truncate text-xl font-semibold tracking-tight">{project.name}</h1>
            <p className="numeric mt-0.5 text-sm text-soft">
              {count(present.length, 'image')} · {submitted} submitted · {present.length - submitted} to label
            </p>
          </div>
          <input
            ref={picker}
            type="file"
            multiple
            accept=".nii,.gz"
            aria-label="Image files"
            className="sr-only"
            tabIndex={-1}
            onChange={(event) => {
              importFiles([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
          <Button
            look="ghost"
            icon={<Bot className="size-3.5" />}
            onClick={() => router.push(`/projects/${projectId}/models`)}
          >
            Models
          </Button>
          {can(project.role, 'audit.read') ? (
            <Button
              look="ghost"
              icon={<ScrollText className="size-3.5" />}
              onClick={() => router.push(`/audit?project=${projectId}`)}
            >
              Audit
            </Button>
          ) : null}
          <Button look="ghost" icon={<Settings2 className="size-3.5" />} onClick={() => setSettingUp(true)}>
            {can(project.role, 'project.manage') ? 'Labels and members' : 'Labels'}
          </Button>
          {importButton}
          {mayLabel ? (
            <Button
              look="primary"
              aria-label="Label next"
              icon={<Play className="size-3.5 fill-current" />}
              isBusy={next.isBusy}
              disabled={queue.length === 0}
              onClick={next.go}
            >
              Label next{' '}
              <span className="opacity-60">
                <Kbd keys="N" />
              </span>
            </Button>
          ) : null}
        </header>
        <ModelStrip projectId={projectId} role={project.role} labels={project.labels} />
        {present.length === 0 ? (
          <div className="rounded-xl border border-dashed border-edge/60">
            <EmptyState icon={<Images className="size-5" />} title="No images yet" action={importButton}>
              {mayImport
                ? 'Drop NIfTI files (.nii, .nii.gz) anywhere on this page, or choose them from disk.'
                : 'A project admin can import images; they will appear here at once.'}
            </EmptyState>
          </div>
        ) : (
          <section aria-label="Images" className="grid gap-2">
            <div className="flex items-center gap-3">
              <FilterTabs
                filter={filter}
                onChange={setFilter}
                counts={{ all: present.length, open: present.length - submitted, submitted }}
              />
              <span className="ml-auto">
                {can(project.role, 'model.train') ? <PredictMenu projectId={projectId} /> : null}
              </span>
              <label className="relative">
                <span className="sr-only">Filter by name</span>
                <Search
                  className="pointer-events-none absolute top-2 left-2.5 size-3.5 text-faint"
                  aria-hidden="true"
                />
                <input
                  type="search"
                  value={search}
                  placeholder="Filter by name"
                  onChange={(event) => setSearch(event.target.value)}
                  className="h-8 w-52 rounded-md bg-well pr-2 pl-8 text-sm ring-1 ring-line ring-inset placeholder:text-faint focus:ring-2 focus:ring-accent focus:outline-none"
                />
              </label>
            </div>
            <ImageTable
              rows={rows}
              ranks={ranks}
              projectId={projectId}
              onOpen={(imageId) => router.push(`/projects/${projectId}/images/${imageId}`)}
            />
          </section>
        )}
      </main>
      <ImportTray queue={imports} projectId={projectId} />
      <SettingsDialog
        isOpen={isSettingUp}
        onOpenChange={setSettingUp}
        project={project}
        onSaved={(what) => toast.success(what)}
      />
    </DropZone>
  );
}

const FILTERS: readonly { readonly filter: Filter; readonly text: string }[] = [
  { filter: 'all', text: 'All' },
  { filter: 'open', text: 'To label' },
  { filter: 'submitted', text: 'Submitted' },
];

interface FilterTabsProps {
  readonly filter: Filter;
  readonly counts: Readonly<Record<Filter, number>>;
  readonly onChange: (filter: Filter) => void;
}

function FilterTabs({ filter, counts, onChange }: FilterTabsProps) {
  return (
    <fieldset className="flex gap-0.5 rounded-lg bg-panel p-0.5 ring-1 ring-line">
      <legend className="sr-only">Show</legend>
      {FILTERS.map((one) => (
        <button
          key={one.filter}
          type="button"
          aria-pressed={filter === one.filter}
          onClick={() => onChange(one.filter)}
          className={cx(
            'flex h-7 items-center gap-1.5 rounded-md px-2.5 text-xs transition-colors',
            filter === one.filter ? 'bg-active text-ink' : 'text-soft hover:text-ink',
          )}
        >
          {one.text}
          <span className="numeric text-faint">{counts[one.filter]}</span>
        </button>
      ))}
    </fieldset>
  );
}

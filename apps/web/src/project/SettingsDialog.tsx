'use client';

import { can } from '@scholia/domain';
import { useMutation } from '@tanstack/react-query';
import { Tabs } from 'radix-ui';
import { useEffect, useState } from 'react';
import { type Outputs, useTRPC } from '../client/trpc.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { FormProblem } from '../ui/FormProblem.tsx';
import { type DraftLabel, draftProblem, LabelEditor } from './LabelEditor.tsx';
import { MemberList } from './MemberList.tsx';
import { SigningSettings } from './SigningSettings.tsx';

export interface SettingsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly project: Outputs['projects']['get'];
  readonly onSaved: (what: string) => void;
}

const TAB =
  'h-8 rounded-md px-3 text-sm text-soft hover:text-ink data-[state=active]:bg-active data-[state=active]:text-ink';

export function SettingsDialog({ isOpen, onOpenChange, project, onSaved }: SettingsDialogProps) {
  const mayManage = can(project.role, 'project.manage');
  return (
    <Dialog isOpen={isOpen} onOpenChange={onOpenChange} title={project.name} width="max-w-lg">
      <Tabs.Root defaultValue="labels">
        <Tabs.List aria-label="Settings" className="mb-4 inline-flex gap-0.5 rounded-lg bg-well p-0.5">
          <Tabs.Trigger value="labels" className={TAB}>
            Labels
          </Tabs.Trigger>
          <Tabs.Trigger value="members" className={TAB}>
            Members
          </Tabs.Trigger>
          <Tabs.Trigger value="signing" className={TAB}>
            Signatures
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="labels">
          {mayManage ? (
            <LabelSettings project={project} onSaved={() => onSaved('Labels saved')} />
          ) : (
            <ul className="grid gap-1.5">
              {project.labels.map((label) => (
                <li key={label.value} className="flex items-center gap-2.5 text-sm">
                  <span className="size-3 rounded-[3px]" style={{ backgroundColor: label.color }} />
                  {label.name}
                </li>
              ))}
            </ul>
          )}
        </Tabs.Content>
        <Tabs.Content value="members">
          <MemberList projectId={project.projectId} mayManage={mayManage} />
        </Tabs.Content>
        <Tabs.Content value="signing">
          <SigningSettings project={project} mayManage={mayManage} onSaved={() => onSaved('Signatures saved')} />
        </Tabs.Content>
      </Tabs.Root>
    </Dialog>
  );
}

function LabelSettings({
  project,
  onSaved,
}: {
  readonly project: SettingsDialogProps['project'];
  readonly onSaved: () => void;
}) {
  const trpc = useTRPC();
  const [labels, setLabels] = useState<readonly DraftLabel[]>(project.labels);
  const save = useMutation(trpc.projects.setLabels.mutationOptions({ onSuccess: onSaved }));
  useEffect(() => setLabels(project.labels), [project.labels]);
  const problem = draftProblem(labels);
  const isChanged = JSON.stringify(labels) !== JSON.stringify(project.labels);
  return (
    <div className="grid gap-3">
      <FormProblem error={save.error} />
      <LabelEditor
        labels={labels}
        onChange={setLabels}
        problem={problem}
        saved={new Set(project.labels.map(({ value }) => value))}
      />
      <p className="text-xs text-faint">
        Saved labels can be renamed and recoloured, not removed: images and models may hold their values.
      </p>
      <div className="flex justify-end">
        <Button
          look="primary"
          isBusy={save.isPending}
          disabled={!isChanged || problem !== undefined}
          onClick={() => save.mutate({ projectId: project.projectId, labels: [...labels] })}
        >
          Save labels
        </Button>
      </div>
    </div>
  );
}

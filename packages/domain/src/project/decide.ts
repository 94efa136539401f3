import type { ProjectId, UserId } from '@scholia/core';
import { accepted, type Decision, rejected } from '../decision.ts';
import { labels as labelsSchema, shortText } from '../fields.ts';
import { canonicalSettings, isSameSettings, type PredictionSettings } from '../models/prediction-settings.ts';
import { isSamePolicy, type RetrainingPolicy } from '../models/retraining.ts';
import { can, type Role } from '../roles.ts';
import { SIGNING_STAGES, type SigningStage } from '../signing.ts';
import type { Labels, ProjectEvent, ProjectState } from './evolve.ts';

export type ProjectCommand =
  | {
      readonly type: 'CreateProject';
      /** Only an administrator of the organisation creates projects, and becomes the first admin of this one. */
      readonly isOrganisationAdmin: boolean;
      readonly projectId: ProjectId;
      readonly name: string;
      readonly labels: Labels;
      readonly createdBy: UserId;
    }
  | { readonly type: 'ChangeLabels'; readonly role: Role | null; readonly labels: Labels }
  | { readonly type: 'ChangeSigningPolicy'; readonly role: Role | null; readonly stages: readonly SigningStage[] }
  | { readonly type: 'ChangeRetrainingPolicy'; readonly role: Role | null; readonly policy: RetrainingPolicy }
  | { readonly type: 'ChangePredictionSettings'; readonly role: Role | null; readonly settings: PredictionSettings }
  | { readonly type: 'GrantRole'; readonly role: Role | null; readonly userId: UserId; readonly granted: Role }
  | { readonly type: 'RevokeRole'; readonly role: Role | null; readonly userId: UserId };

export type ProjectRejection =
  | 'not-permitted'
  | 'project-exists'
  | 'project-absent'
  | 'bad-name'
  | 'bad-labels'
  | 'label-in-use'
  | 'not-a-member'
  | 'last-admin';

export function decideProject(command: ProjectCommand, state: ProjectState): Decision<ProjectEvent, ProjectRejection> {
  if (command.type === 'CreateProject') {
    if (!command.isOrganisationAdmin) return rejected('not-permitted', 'Ask an administrator to create the project.');
    if (state.status !== 'absent') return rejected('project-exists', 'This project exists already.');
    const name = command.name.trim();
    if (!shortText.safeParse(name).success) return rejected('bad-name', 'Give the project a name of 1 to 200 letters.');
    const wrong = whatIsWrong(command.labels);
    if (wrong !== undefined) return rejected('bad-labels', wrong);
    const { projectId, labels, createdBy } = command;
    return accepted(
      { type: 'ProjectCreated', payload: { projectId, name, labels } },
      { type: 'RoleGranted', payload: { projectId, userId: createdBy, role: 'admin' } },
    );
  }
  if (state.status === 'absent') return rejected('project-absent', 'There is no such project.');
  if (!can(command.role, 'project.manage')) return rejected('not-permitted', 'Ask an admin of the project.');
  const { projectId } = state;
  switch (command.type) {
    case 'ChangeLabels': {
      const wrong = whatIsWrong(command.labels);
      if (wrong !== undefined) return rejected('bad-labels', wrong);
      // Operations in the log name label values: what a value means may be reworded, never taken away.
      const gone = state.labels.find((label) => command.labels.every((kept) => kept.value !== label.value));
      if (gone)
        return rejected('label-in-use', `Label ${gone.value} ("${gone.name}") may be in use; rename it instead.`);
      return accepted({ type: 'LabelsChanged', payload: { projectId, labels: command.labels } });
    }
    case 'ChangeSigningPolicy': {
      const stages = SIGNING_STAGES.filter((stage) => command.stages.includes(stage));
      if (stages.join() === SIGNING_STAGES.filter((stage) => state.signing.includes(stage)).join()) return accepted();
      return accepted({ type: 'SigningPolicyChanged', payload: { projectId, stages } });
    }
    case 'ChangeRetrainingPolicy': {
      const { policy } = command;
      if (isSamePolicy(policy, state.retraining)) return accepted();
      return accepted({ type: 'RetrainingPolicyChanged', payload: { projectId, ...policy } });
    }
    case 'ChangePredictionSettings': {
      const settings = canonicalSettings(command.settings);
      const unknown = [...settings.keepLargest, ...settings.fillHoles].find((label) =>
        state.labels.every(({ value }) => value !== label),
      );
      if (unknown !== undefined) return rejected('bad-labels', `${unknown} is no label of this project.`);
      if (isSameSettings(settings, state.predicting)) return accepted();
      return accepted({ type: 'PredictionSettingsChanged', payload: { projectId, ...settings } });
    }
    case 'GrantRole': {
      const { userId, granted } = command;
      if (state.roles.get(userId) === granted) return accepted();
      if (granted !== 'admin' && isLastAdmin(state.roles, userId)) return lastAdmin();
      return accepted({ type: 'RoleGranted', payload: { projectId, userId, role: granted } });
    }
    case 'RevokeRole': {
      const { userId } = command;
      if (!state.roles.has(userId)) return rejected('not-a-member', 'This person is not a member of the project.');
      if (isLastAdmin(state.roles, userId)) return lastAdmin();
      return accepted({ type: 'RoleRevoked', payload: { projectId, userId } });
    }
  }
}

function whatIsWrong(labels: Labels): string | undefined {
  const result = labelsSchema.safeParse(labels);
  return result.success ? undefined : result.error.issues[0]?.message;
}

function isLastAdmin(roles: ReadonlyMap<UserId, Role>, userId: UserId): boolean {
  const admins = [...roles].filter(([, role]) => role === 'admin');
  return admins.length === 1 && admins[0][0] === userId;
}

const lastAdmin = () => rejected('last-admin', 'A project keeps at least one admin: make somebody else admin first.');

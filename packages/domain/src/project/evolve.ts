import type { ProjectId, UserId } from '@scholia/core';
import type { DomainEvent, PayloadOf } from '../event.ts';
import { DEFAULT_PREDICTIONS, type PredictionSettings } from '../models/prediction-settings.ts';
import { DEFAULT_RETRAINING, type RetrainingPolicy } from '../models/retraining.ts';
import type { Role } from '../roles.ts';
import type { SigningStage } from '../signing.ts';

export type ProjectEvent = DomainEvent<
  | 'ProjectCreated'
  | 'LabelsChanged'
  | 'SigningPolicyChanged'
  | 'RetrainingPolicyChanged'
  | 'PredictionSettingsChanged'
  | 'RoleGranted'
  | 'RoleRevoked'
>;
export type Labels = PayloadOf<'ProjectCreated'>['labels'];

export type ProjectState =
  | { readonly status: 'absent' }
  | {
      readonly status: 'active';
      readonly projectId: ProjectId;
      readonly labels: Labels;
      readonly roles: ReadonlyMap<UserId, Role>;
      /** Stages of a reading that take a signature. */
      readonly signing: readonly SigningStage[];
      readonly retraining: RetrainingPolicy;
      readonly predicting: PredictionSettings;
    };

export const initialProject: ProjectState = { status: 'absent' };

export function evolveProject(state: ProjectState, event: ProjectEvent): ProjectState {
  if (event.type === 'ProjectCreated') {
    const { projectId, labels } = event.payload;
    return {
      ...{ status: 'active', projectId, labels, roles: new Map(), signing: [] },
      ...{ retraining: DEFAULT_RETRAINING, predicting: DEFAULT_PREDICTIONS },
    };
  }
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'LabelsChanged':
      return { ...state, labels: event.payload.labels };
    case 'SigningPolicyChanged':
      return { ...state, signing: event.payload.stages };
    case 'RetrainingPolicyChanged': {
      const { projectId: _, ...retraining } = event.payload;
      return { ...state, retraining };
    }
    case 'PredictionSettingsChanged': {
      const { projectId: _, ...predicting } = event.payload;
      return { ...state, predicting };
    }
    case 'RoleGranted':
      return { ...state, roles: new Map(state.roles).set(event.payload.userId, event.payload.role) };
    case 'RoleRevoked':
      return { ...state, roles: new Map([...state.roles].filter(([userId]) => userId !== event.payload.userId)) };
  }
}

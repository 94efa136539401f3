import type { ProjectId, UserId } from '@scholia/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePayload } from '../event.ts';
import { DEFAULT_PREDICTIONS, type PredictionSettings } from '../models/prediction-settings.ts';
import { DEFAULT_RETRAINING, type RetrainingPolicy } from '../models/retraining.ts';
import { ROLES } from '../roles.ts';
import type { SigningStage } from '../signing.ts';
import { decideProject, type ProjectCommand } from './decide.ts';
import { evolveProject, initialProject, type ProjectState } from './evolve.ts';

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const projectId = uuid(1) as ProjectId;
const people = [11, 12, 13].map((n) => uuid(n) as UserId);
const labels = [
  { value: 1, name: 'Liver', color: '#c2410c' },
  { value: 2, name: 'Kidney', color: '#0369a1' },
];
const create: ProjectCommand = {
  type: 'CreateProject',
  ...{ isOrganisationAdmin: true, projectId, name: ' Abdomen ', labels, createdBy: people[0] },
};
const role = 'admin' as const;

function fold(commands: readonly ProjectCommand[]): ProjectState {
  return commands.reduce<ProjectState>((state, command) => {
    const decision = decideProject(command, state);
    if (decision.type === 'Rejected') return state;
    for (const event of decision.events) parsePayload(event.type, event.payload);
    return decision.events.reduce(evolveProject, state);
  }, initialProject);
}
const codeOf = (command: ProjectCommand, state: ProjectState) => {
  const decision = decideProject(command, state);
  return decision.type === 'Rejected' ? decision.code : decision.events.length;
};

describe('decideProject', () => {
  it('[DO8] makes the creator admin, and keeps an admin whatever is granted and revoked', () => {
    const person = fc.constantFrom(...people);
    const command = fc.oneof(
      fc.record({
        type: fc.constant('GrantRole' as const),
        role: fc.constant(role),
        userId: person,
        granted: fc.constantFrom(...ROLES),
      }),
      fc.record({ type: fc.constant('RevokeRole' as const), role: fc.constant(role), userId: person }),
    );
    fc.assert(
      fc.property(fc.array(command), (commands) => {
        const state = fold([create, ...commands]);
        expect(state.status === 'active' && [...state.roles.values()]).toContain('admin');
      }),
    );
    expect(codeOf({ type: 'RevokeRole', role, userId: people[0] }, fold([create]))).toBe('last-admin');
    expect(codeOf({ type: 'GrantRole', role, userId: people[0], granted: 'viewer' }, fold([create]))).toBe(
      'last-admin',
    );
    expect(codeOf({ type: 'RevokeRole', role, userId: people[1] }, fold([create]))).toBe('not-a-member');
  });

  it('[DO9] refuses labels that are not unique, and the loss of a label value', () => {
    const change = (next: typeof labels): ProjectCommand => ({ type: 'ChangeLabels', role, labels: next });
    const state = fold([create]);
    expect(codeOf(change([...labels, { ...labels[0], name: 'Spleen' }]), state)).toBe('bad-labels');
    expect(codeOf(change([...labels, { ...labels[0], value: 3 }]), state)).toBe('bad-labels');
    expect(codeOf(change([]), state)).toBe('bad-labels');
    expect(codeOf(change(labels.slice(0, 1)), state)).toBe('label-in-use');
    expect(codeOf(change([{ ...labels[0], name: 'Hepar' }, labels[1]]), state)).toBe(1);
    expect(codeOf({ ...create, labels: [{ ...labels[0], value: 255 }] } as ProjectCommand, initialProject)).toBe(
      'bad-labels',
    );
  });

  it('[DO10] granting what somebody is already appends nothing', () => {
    expect(codeOf({ type: 'GrantRole', role, userId: people[0], granted: 'admin' }, fold([create]))).toBe(0);
  });

  it('[DO15] a signing policy names each stage once, and saying it again appends nothing', () => {
    const policy = (...stages: SigningStage[]): ProjectCommand => ({ type: 'ChangeSigningPolicy', role, stages });
    const state = fold([create, policy('review', 'submit', 'review')]);
    expect(state).toMatchObject({ signing: ['submit', 'review'] });
    expect(codeOf(policy('review', 'submit'), state)).toBe(0);
    expect(codeOf(policy(), fold([create]))).toBe(0);
    expect(fold([create, policy('submit'), policy()])).toMatchObject({ signing: [] });
    expect(codeOf({ type: 'ChangeSigningPolicy', role: 'reviewer', stages: ['submit'] }, state)).toBe('not-permitted');
  });

  it('[DO20] a retraining policy is kept whole, and setting it again appends nothing', () => {
    const set = (policy: Partial<RetrainingPolicy>): ProjectCommand => ({
      ...{ type: 'ChangeRetrainingPolicy', role },
      policy: { ...DEFAULT_RETRAINING, ...policy },
    });
    const state = fold([create, set({ isPaused: true }), set({ methods: ['deepedit', 'automatic'], budgetHours: 2 })]);
    expect(state).toMatchObject({
      retraining: { isPaused: false, methods: ['deepedit', 'automatic'], budgetHours: 2 },
    });
    expect(codeOf(set({ methods: ['deepedit', 'automatic'], budgetHours: 2 }), state)).toBe(0);
    expect(codeOf(set({ methods: ['automatic', 'deepedit'], budgetHours: 2 }), state)).toBe(1);
    expect(codeOf(set({}), fold([create]))).toBe(0);
    expect(codeOf({ ...set({}), role: 'reviewer' } as ProjectCommand, state)).toBe('not-permitted');
  });

  it('[DO21] settings of predictions name labels of the project, each once, and setting them again appends nothing', () => {
    const set = (settings: Partial<PredictionSettings>): ProjectCommand => ({
      ...{ type: 'ChangePredictionSettings', role },
      settings: { ...DEFAULT_PREDICTIONS, ...settings },
    });
    const state = fold([create, set({ overlap: 0.25 }), set({ withMirrors: true, keepLargest: [2, 1, 2] })]);
    expect(state).toMatchObject({
      predicting: { overlap: 0.5, withMirrors: true, keepLargest: [1, 2], fillHoles: [] },
    });
    expect(codeOf(set({ withMirrors: true, keepLargest: [2, 1] }), state)).toBe(0);
    expect(codeOf(set({ withMirrors: true, keepLargest: [2] }), state)).toBe(1);
    expect(codeOf(set({ fillHoles: [3] }), state)).toBe('bad-labels');
    expect(codeOf(set({}), fold([create]))).toBe(0);
    expect(codeOf({ ...set({}), role: 'reviewer' } as ProjectCommand, state)).toBe('not-permitted');
  });

  it('[DO7] only an organisation admin creates, only a project admin manages', () => {
    expect(codeOf({ ...create, isOrganisationAdmin: false } as ProjectCommand, initialProject)).toBe('not-permitted');
    for (const other of [null, 'annotator', 'reviewer', 'viewer'] as const) {
      expect(codeOf({ type: 'ChangeLabels', role: other, labels }, fold([create]))).toBe('not-permitted');
    }
    expect(codeOf(create, fold([create]))).toBe('project-exists');
    expect(codeOf({ type: 'ChangeLabels', role, labels }, initialProject)).toBe('project-absent');
    expect(codeOf({ ...create, name: '  ' } as ProjectCommand, initialProject)).toBe('bad-name');
  });
});

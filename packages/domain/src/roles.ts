import type { z } from 'zod';
import { role } from './fields.ts';

/** What a member may be in one project. An organisation admin acts as 'admin' in every project, its auditors as 'auditor'. */
export type Role = z.output<typeof role>;
export const ROLES = role.options;

const CAPABILITIES = {
  'label.view': ['admin', 'annotator', 'reviewer', 'viewer', 'auditor'],
  'label.edit': ['admin', 'annotator', 'reviewer'],
  'label.undoOthers': ['admin', 'reviewer'],
  'reading.submit': ['admin', 'annotator', 'reviewer'],
  'reading.reopen': ['admin', 'reviewer'],
  'reading.review': ['admin', 'reviewer'],
  'image.import': ['admin'],
  'image.withdraw': ['admin'],
  'project.manage': ['admin'],
  'model.train': ['admin'],
  'audit.read': ['admin', 'reviewer', 'auditor'],
} as const satisfies Record<string, readonly Role[]>;

export type Capability = keyof typeof CAPABILITIES;

/** May this role do that? No role may do nothing. */
export function can(held: Role | null | undefined, capability: Capability): boolean {
  return held !== null && held !== undefined && (CAPABILITIES[capability] as readonly Role[]).includes(held);
}

/** Roles that may do it, for explaining a refusal. */
export function rolesThatCan(capability: Capability): readonly Role[] {
  return CAPABILITIES[capability];
}

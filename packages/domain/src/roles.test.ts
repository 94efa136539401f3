import { describe, expect, it } from 'vitest';
import { type Capability, can, ROLES, type Role, rolesThatCan } from './roles.ts';

const TABLE: Record<Capability, string> = {
  'label.view': 'admin annotator auditor reviewer viewer',
  'label.edit': 'admin annotator reviewer',
  'label.undoOthers': 'admin reviewer',
  'reading.submit': 'admin annotator reviewer',
  'reading.reopen': 'admin reviewer',
  'reading.review': 'admin reviewer',
  'image.import': 'admin',
  'image.withdraw': 'admin',
  'project.manage': 'admin',
  'model.train': 'admin',
  'audit.read': 'admin auditor reviewer',
};

describe('can', () => {
  for (const [capability, roles] of Object.entries(TABLE) as [Capability, string][]) {
    it(`[DO4] ${capability} is for ${roles}, and nobody else`, () => {
      const allowed = ROLES.filter((role) => can(role, capability));
      expect([...allowed].sort().join(' ')).toBe(roles);
      expect([...rolesThatCan(capability)].sort().join(' ')).toBe(roles);
      expect(can(null, capability)).toBe(false);
      expect(can(undefined, capability)).toBe(false);
      expect(can('owner' as Role, capability)).toBe(false);
    });
  }
});

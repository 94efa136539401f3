import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EVENTS } from '@scholia/domain';
import { expect, it } from 'vitest';
import { projections } from './registry.ts';

/** Facts that only the log needs to hold. */
const UNFOLDED = [
  'UserRegistered',
  'AdministratorAppointed',
  'AuditorAppointed',
  'SignedIn',
  'SignInFailed',
  'SignedOut',
  'PasswordChanged',
  'IdentityConfirmed',
  'TokenCreated',
  'TokenRevoked',
  'UpdateRefused',
  'RefusalsSummarised',
  'LabelsDiverged',
  'AccessDenied',
  'LabelsExported',
  'ModelExported',
  'AuditExported',
  'ImageAccessed',
  'ReadingViewed',
  'ReadingRestored',
  'LogKeyAdopted',
  'LogFaultFound',
  'LogVerificationRequested',
  'LogVerified',
];

it('[PJ2] every event type is folded, or listed as one that no read model needs', () => {
  const folded = new Set(projections.flatMap((projection) => projection.types as readonly string[]));
  const missing = Object.keys(EVENTS).filter((type) => !folded.has(type));
  expect(missing.sort()).toEqual([...UNFOLDED].sort());
});

it('[PJ2] every file of a read model is in the registry, and no two share a table', () => {
  const others = ['index', 'projection', 'rebuild', 'registry', 'rows', 'testing'];
  const files = readdirSync(fileURLToPath(new URL('.', import.meta.url)))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.replace('.ts', ''))
    .filter((name) => !others.includes(name));
  expect(projections.map((projection) => projection.name).sort()).toEqual(files.sort());
  const tables = projections.flatMap((projection) => projection.tables);
  expect(new Set(tables).size).toBe(tables.length);
});

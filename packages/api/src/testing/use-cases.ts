import { ROUTES } from '../rest/routes.ts';
import { appRouter } from '../router.ts';
import type { UseCase } from '../use-case.ts';

interface Procedure {
  readonly _def: { readonly type: string; readonly meta?: { readonly useCase: UseCase } | undefined };
}

/** The procedures of the tRPC router, by path. */
export const PROCEDURES = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).map(
  ([path, { _def }]) => ({ path, type: _def.type, useCase: _def.meta?.useCase }),
);

/** Every use case that either registry names. */
export const USE_CASES: readonly UseCase[] = [
  ...new Set([...PROCEDURES.flatMap(({ useCase }) => useCase ?? []), ...ROUTES.map(({ useCase }) => useCase)]),
];

import type { Command } from 'commander';
import { registerAudit } from './audit.ts';
import { registerBench } from './bench.ts';
import { registerExport } from './export.ts';
import { registerImport } from './import.ts';
import { registerMigrate } from './migrate.ts';
import { registerStart } from './start.ts';
import { registerSync } from './sync.ts';
import { registerToken } from './token.ts';
import { registerUser } from './user.ts';
import { registerWorker } from './worker.ts';

/** Every command, in the order of `scholia --help`. A new one is a file here and a line here. */
export const COMMANDS = {
  start: registerStart,
  import: registerImport,
  export: registerExport,
  audit: registerAudit,
  user: registerUser,
  token: registerToken,
  worker: registerWorker,
  sync: registerSync,
  migrate: registerMigrate,
  bench: registerBench,
} as const satisfies Record<string, (program: Command) => void>;

import type { Command } from 'commander';

export interface CommandEntry {
  /** One line for `scholia --help`. */
  readonly summary: string;
  /** Gives the command its arguments, options and action. */
  readonly load: () => Promise<(command: Command) => void>;
}

/** Every command, in the order of `scholia --help`; only the one that is asked for is loaded. A new one is a file here and an entry. */
export const COMMANDS = {
  start: {
    summary: 'Start everything on this machine: database, web, sync and workers. Ctrl-C stops it.',
    load: async () => (await import('./start.ts')).registerStart,
  },
  import: {
    summary: 'Import NIfTI images (.nii, .nii.gz): files, or folders with everything in them.',
    load: async () => (await import('./import.ts')).registerImport,
  },
  export: {
    summary: 'Take data out.',
    load: async () => (await import('./export.ts')).registerExport,
  },
  audit: {
    summary: 'The trail: who did what, when.',
    load: async () => (await import('./audit.ts')).registerAudit,
  },
  user: {
    summary: 'People.',
    load: async () => (await import('./user.ts')).registerUser,
  },
  token: {
    summary: 'API tokens, for scripts.',
    load: async () => (await import('./token.ts')).registerToken,
  },
  worker: {
    summary: 'Run one worker in this process, until it gets SIGTERM. As many as you like, on as many machines.',
    load: async () => (await import('./worker.ts')).registerWorker,
  },
  sync: {
    summary:
      'Run the sync server in a process of its own: /sync/<reading> on PORT. `npm start` has it in the web server.',
    load: async () => (await import('./sync.ts')).registerSync,
  },
  migrate: {
    summary: 'Bring a database that you run yourself to the newest schema. `npm start` does it by itself.',
    load: async () => (await import('./migrate.ts')).registerMigrate,
  },
  bench: {
    summary: 'Measure. Prints figures, goals and what they are compared with; a missed goal is no failure.',
    load: async () => (await import('./bench.ts')).registerBench,
  },
} as const satisfies Record<string, CommandEntry>;

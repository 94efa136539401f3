import { runWorkerProcess, type WorkerDefinition } from '@scholia/api/worker-process';
import { Argument, type Command } from 'commander';

/** Loaded when run, so that `scholia --help` does not load what workers need. */
const WORKERS = {
  inference: async () => (await import('@scholia/inference')).inferenceWorker,
  notary: async () => (await import('@scholia/notary')).notaryWorker,
  training: async () => (await import('@scholia/training')).trainingWorker,
} as const satisfies Record<string, () => Promise<WorkerDefinition>>;

export function registerWorker(command: Command): void {
  command
    .addArgument(new Argument('<name>', 'which one').choices(Object.keys(WORKERS)))
    .addHelpText(
      'after',
      '\nSettings: SCHOLIA_EXECUTION_PROVIDER=cpu|cuda, SCHOLIA_TRAINING_SECONDS. The database must be running (`npm start`, or DATABASE_URL).',
    )
    .action(async (name: keyof typeof WORKERS) => {
      await runWorkerProcess(await WORKERS[name]());
    });
}

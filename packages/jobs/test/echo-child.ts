import { serveChildTask } from '@scholia/jobs';

/** Tells its process id; or waits for ever, or dies. */
serveChildTask<'answer' | 'wait' | 'die', number, number>(async (input, onProgress) => {
  onProgress(process.pid);
  if (input === 'die') process.exit(3);
  if (input === 'wait') await new Promise(() => setInterval(() => undefined, 1000));
  return process.pid;
});

import { serveChildTask } from '@scholia/jobs';

export type Ask = 'answer' | 'wait' | 'step' | 'die' | 'abort' | 'allocate';

/** Tells its process id and answers with it; or waits for ever, counts its steps until it is cancelled, dies, or wants too much memory. */
serveChildTask<Ask, number, number>(async (input, onProgress, { signal, turn }) => {
  onProgress(process.pid);
  if (input === 'die') process.exit(3);
  if (input === 'abort') process.kill(process.pid, 'SIGABRT');
  if (input === 'allocate') return new ArrayBuffer(2 ** 50).byteLength;
  if (input === 'wait' || input === 'abort') await new Promise(() => setInterval(() => undefined, 1000));
  for (let step = 0; input === 'step'; step++) {
    await turn();
    signal.throwIfAborted();
    if (step % 1000 === 0) onProgress(process.pid);
  }
  return process.pid;
});

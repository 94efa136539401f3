import { serveChildTask } from '@scholia/jobs';

/** Never done, until nobody wants it any more. */
serveChildTask(async (_input: unknown, _onProgress: (share: number) => void, { signal }) => {
  const alive = setInterval(() => undefined, 1000);
  await new Promise((resolve) => signal.addEventListener('abort', resolve));
  clearInterval(alive);
});

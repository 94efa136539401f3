import { serveChildTask } from '@scholia/jobs';
import { type Case, defaultsOf, graphCut } from '@scholia/segmentation';

serveChildTask<Case, number, { labelmap: Uint8Array }>(async (given) => {
  const { labelmap } = await graphCut.run(given, defaultsOf(graphCut), {});
  return { labelmap };
});

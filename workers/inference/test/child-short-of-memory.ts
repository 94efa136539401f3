import { serveChildTask } from '@scholia/jobs';
import { type PredictInput, predict } from '../src/prediction/predict.ts';

/** Predicts, but dies as processes without memory do until the patch was halved as often as the model's version, the seed, says. */
serveChildTask(async (input: PredictInput, onProgress: (share: number) => void, control) => {
  if ((input.halvings ?? 0) < input.seed) {
    process.kill(process.pid, 'SIGABRT');
    await new Promise(() => setInterval(() => undefined, 1000));
  }
  return await predict(input, onProgress, control);
});

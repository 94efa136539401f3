import { serveChildTask } from '@scholia/jobs';
import type { CaseScore } from '@scholia/models';
import { type MeasureInput, measureStoredCase } from '../prediction/measure-case.ts';
import { type PredictInput, type PredictResult, predict } from '../prediction/predict.ts';

/** One process for both: they take the same networks, one image after another. */
serveChildTask<PredictInput | MeasureInput, number, PredictResult | CaseScore>((input, ...task) =>
  'truth' in input ? measureStoredCase(input, ...task) : predict(input, ...task),
);

import { predictionSettings, projectId } from '../fields.ts';
import { defineEvent } from './define.ts';

/** How a project's images are predicted from now on. What was predicted before stays. */
export const predictionSettingsChanged = defineEvent({
  type: 'PredictionSettingsChanged',
  version: 1,
  payload: predictionSettings.extend({ projectId }),
  describe: (p, by) => {
    const sides = p.withMirrors ? ', looked at from both sides' : '';
    const tidied = new Set([...p.keepLargest, ...p.fillHoles]).size;
    return `${by} set how images are predicted: windows overlap by ${p.overlap}${sides}; labels tidied afterwards: ${tidied}.`;
  },
});

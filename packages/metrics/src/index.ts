export { entropy } from './entropy.ts';
export { intensityOnlyDice } from './intensity-only.ts';
export { dice, diceByLabel, mean, meanDice } from './overlap.ts';

export { entropy } from './entropy.ts';
export { dice, diceByLabel, mean, meanDice } from './overlap.ts';

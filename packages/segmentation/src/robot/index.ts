export { firstPrompts, type Given } from './first-prompts.ts';
export { correctingScribble, type Truth } from './scribbles.ts';

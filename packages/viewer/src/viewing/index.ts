// An entry of its own: what adds up viewing needs no Niivue.
export { mergeSummaries, type PlaneCoverage, uniteCoverage, type ViewingSummary } from './summary.ts';
export { type Shown, shownIn, Viewing } from './viewing.ts';

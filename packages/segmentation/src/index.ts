export { type GraphCutInput, type GraphCutResult, type GraphCutStage, graphCut } from './graph-cut/graph-cut.ts';
export type { Region } from './graph-cut/region.ts';

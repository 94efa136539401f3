// What can be known of a foreign model without running it: no runtime is imported here, so that servers can.
export { type Declaration, declarationSchema, labelsOf } from './declaration.ts';
export { type Proposal, proposeDeclaration } from './propose.ts';
export { type OnnxFacts, type OnnxPort, readOnnx } from './read-onnx.ts';
export { type Check, type DryRunReport, failed, reportOf } from './report.ts';

export { type BundleRequest, type BundleSummary, exportBundle } from './export-bundle.ts';
export { exportLog } from './export-log.ts';
export { FORMAT_NAMES, FORMATS, type FormatName } from './formats/index.ts';

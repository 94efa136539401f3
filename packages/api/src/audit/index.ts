export { type BundleRequest, type BundleSummary, exportBundle } from './export-bundle.ts';

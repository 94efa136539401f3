export {
  anchorLine,
  blobFile,
  checkpointLine,
  eventLineOf,
  FILES,
  FORMAT,
  labelsFile,
  type Manifest,
  schemaFile,
} from './bundle/format.ts';
export { schemasOfToday } from './bundle/schemas.ts';
export { type BundleFiles, openBundle } from './verify/bundle-files.ts';
export type { FaultCode, Finding } from './verify/finding.ts';
export { EXIT_CODES, type Outcome, outcomeOf, tellVerification } from './verify/tell.ts';
export { parseCertificates, type TrustedCertificate } from './verify/time-stamp.ts';
export { type Verification, type VerifyOptions, verifyBundle } from './verify/verify.ts';

export { DEMO_CASES, DEMO_LABELS, type DemoCase, demoNifti, makeDemoCase } from './demo-case.ts';

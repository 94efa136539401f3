import { register } from 'tsx/esm/api';

register();
const { serveLineChecks } = await import('./line-workers.ts');
serveLineChecks();

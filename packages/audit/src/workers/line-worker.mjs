import '@scholia/tooling/typescript';

const { serveLineChecks } = await import('./line-workers.ts');
serveLineChecks();

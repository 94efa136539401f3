// Lets Node run this project's TypeScript: `node --import @scholia/tooling/typescript <file.ts>`.
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
process.setSourceMapsEnabled(true);

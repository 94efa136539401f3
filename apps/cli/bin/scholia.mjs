#!/usr/bin/env node
import '@scholia/tooling/typescript';

await import('../src/main.ts');

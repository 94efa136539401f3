import fc from 'fast-check';

// The same cases on every run of `npm test`; `npm run test:soak` takes others, and more of them, from a seed that it prints.
fc.configureGlobal({
  seed: Number(process.env.SCHOLIA_SOAK_SEED ?? 20_261),
  ...(process.env.SCHOLIA_SOAK_SEED === undefined ? {} : { numRuns: 2000, interruptAfterTimeLimit: 60_000 }),
});

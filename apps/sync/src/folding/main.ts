import { assert } from '@scholia/core';
import { FoldShelf } from './fold-shelf.ts';
import type { FoldRequest, NumberedAnswer } from './messages.ts';

// The folding process: a long reading keeps nobody waiting here, and memory that runs out takes no connection with it.
const shelf = new FoldShelf(Number(process.argv[2]));
assert(process.send, 'this module is forked by the sync server');

process.on('message', (request: FoldRequest) => {
  process.send?.({ request: request.request, ...answerTo(request) } satisfies NumberedAnswer);
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group: the parent decides when to stop.
process.on('SIGINT', () => {});

function answerTo(request: FoldRequest) {
  try {
    return shelf.answer(request);
  } catch (error) {
    shelf.answer({ type: 'Forget', request: request.request, readingId: request.readingId });
    return { type: 'Failed', why: String(error) } as const;
  }
}

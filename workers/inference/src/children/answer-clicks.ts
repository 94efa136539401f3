import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import { type AnswerInput, type AnswerResult, ClickAnswerer, type WarmInput } from '../prediction/answer-clicks.ts';

const answerer = new ClickAnswerer(new FilesystemBlobStore(environment().blobDir));

serveChildTask<AnswerInput | WarmInput, number, AnswerResult | null>((input, ...task) =>
  'warms' in input ? answerer.warm(input) : answerer.answer(input, ...task),
);

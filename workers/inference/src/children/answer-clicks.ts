import { environment, FilesystemBlobStore } from '@scholia/db';
import { serveChildTask } from '@scholia/jobs';
import { type AnswerInput, type AnswerResult, ClickAnswerer } from '../prediction/answer-clicks.ts';

const answerer = new ClickAnswerer(new FilesystemBlobStore(environment().blobDir));

serveChildTask<AnswerInput, number, AnswerResult>((...task) => answerer.answer(...task));

// Computes previews beside the page, so that painting goes on; ended by whoever started it.
import { answerPreviews } from './answer-previews.ts';

answerPreviews(self);

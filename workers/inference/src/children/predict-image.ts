import { serveChildTask } from '@scholia/jobs';
import { predict } from '../prediction/predict.ts';

serveChildTask(predict);

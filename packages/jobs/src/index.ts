export type { Urgency } from './child-messages.ts';
export { prepareChild } from './child-pool.ts';
export { type ChildTask, runChildTask } from './child-task.ts';
export { type JobContract, PRIORITY_BATCH, PRIORITY_PERSON } from './contract.ts';
export { enqueue } from './enqueue.ts';
export { liveJobs } from './live-jobs.ts';
export { JOBS, type JobName, type PayloadOf } from './registry.ts';
export { type LogLine, migrateJobs, runWorker, type Task, type Tasks, type WorkerOptions } from './run-worker.ts';
export { type ChildControl, serveChildTask } from './serve-child-task.ts';

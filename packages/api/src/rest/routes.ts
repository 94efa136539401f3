import { checkpointFile } from '../audit/checkpoint-file.ts';
import { exportLog } from '../audit/export-log.ts';
import { getBlob } from '../blobs/get-blob.ts';
import { listEvents } from '../events/list-events.ts';
import { searchEvents } from '../events/search-events.ts';
import { getImage } from '../images/get-image.ts';
import { imageFile } from '../images/image-file.ts';
import { importImage } from '../images/import-image.ts';
import { listImages } from '../images/list-images.ts';
import { withdrawImage } from '../images/withdraw-image.ts';
import { downloadLabels } from '../labels/download-labels.ts';
import { labelsThen } from '../labels/labels-then.ts';
import { uploadLabels } from '../labels/upload-labels.ts';
import { cancelMeasurement } from '../models/cancel-measurement.ts';
import { compareTwoModels } from '../models/compare-models.ts';
import { exportOnnx } from '../models/export-onnx.ts';
import { inspectModel } from '../models/inspect-model.ts';
import { listModels } from '../models/list-models.ts';
import { listUploads } from '../models/list-uploads.ts';
import { measureModel } from '../models/measure-model.ts';
import { promoteModel } from '../models/promote-model.ts';
import { uploadModel } from '../models/upload-model.ts';
import { cancelPredictions } from '../predictions/cancel-predictions.ts';
import { getPredictionSettings } from '../predictions/get-settings.ts';
import { listPredictions } from '../predictions/list-predictions.ts';
import { requestPredictions } from '../predictions/request-predictions.ts';
import { setPredictionSettings } from '../predictions/set-settings.ts';
import { createProject } from '../projects/create-project.ts';
import { getProject } from '../projects/get-project.ts';
import { listProjects } from '../projects/list-projects.ts';
import { setLabels } from '../projects/set-labels.ts';
import { setSigning } from '../projects/set-signing.ts';
import { listProposals } from '../proposals/list-proposals.ts';
import { listQueue } from '../queue/list-queue.ts';
import { nextImage } from '../queue/next-image.ts';
import { contestedVoxels } from '../readings/contested-voxels.ts';
import { getReading } from '../readings/get-reading.ts';
import { listHistory } from '../readings/list-history.ts';
import { openReading } from '../readings/open-reading.ts';
import { ownCoverage } from '../readings/own-coverage.ts';
import { readingBase } from '../readings/reading-base.ts';
import { reopenReading } from '../readings/reopen-reading.ts';
import { restoreReading } from '../readings/restore-reading.ts';
import { submitReading } from '../readings/submit-reading.ts';
import { viewReading } from '../readings/view-reading.ts';
import { cancelSegmentation } from '../segmentation/cancel-segmentation.ts';
import { requestSegmentation } from '../segmentation/request-segmentation.ts';
import { getRetrainingPolicy } from '../training/get-policy.ts';
import { listTrainingRuns } from '../training/list-training-runs.ts';
import { requestTraining } from '../training/request-training.ts';
import { setRetrainingPolicy } from '../training/set-policy.ts';
import { whoAmI } from '../users/who-am-i.ts';
import { type Route, route } from './route.ts';

/** The REST registry: one line per address, below /api/v1. */
export const ROUTES: readonly Route[] = [
  route('GET', '/me', whoAmI),
  route('GET', '/projects', listProjects),
  route('POST', '/projects', createProject, { status: 201 }),
  route('GET', '/projects/{projectId}', getProject),
  route('PUT', '/projects/{projectId}/labels', setLabels),
  route('PUT', '/projects/{projectId}/signing', setSigning),
  route('GET', '/projects/{projectId}/images', listImages),
  route('POST', '/projects/{projectId}/images', importImage, { body: 'upload', status: 201 }),
  route('GET', '/projects/{projectId}/queue', listQueue),
  route('GET', '/projects/{projectId}/queue/next', nextImage),
  route('GET', '/projects/{projectId}/models', listModels),
  route('GET', '/projects/{projectId}/models/compare', compareTwoModels),
  route('POST', '/projects/{projectId}/models', inspectModel, { body: 'upload', status: 201 }),
  route('GET', '/projects/{projectId}/model-uploads', listUploads),
  route('POST', '/models/{modelId}/declaration', uploadModel),
  route('GET', '/projects/{projectId}/training-runs', listTrainingRuns),
  route('POST', '/projects/{projectId}/training-runs', requestTraining, { status: 201 }),
  route('GET', '/projects/{projectId}/training-policy', getRetrainingPolicy),
  route('PUT', '/projects/{projectId}/training-policy', setRetrainingPolicy),
  route('POST', '/models/{modelId}/promote', promoteModel),
  route('POST', '/models/{modelId}/measurement', measureModel),
  route('DELETE', '/models/{modelId}/measurement', cancelMeasurement),
  route('GET', '/models/{modelId}/onnx', exportOnnx, { answer: 'download' }),
  route('GET', '/projects/{projectId}/predictions', listPredictions),
  route('POST', '/projects/{projectId}/predictions', requestPredictions, { status: 201 }),
  route('POST', '/predictions/{batchId}/cancel', cancelPredictions),
  route('GET', '/projects/{projectId}/prediction-settings', getPredictionSettings),
  route('PUT', '/projects/{projectId}/prediction-settings', setPredictionSettings),
  route('GET', '/images/{imageId}', getImage),
  route('DELETE', '/images/{imageId}', withdrawImage),
  route('GET', '/images/{imageId}/file', imageFile, { answer: 'download' }),
  route('GET', '/images/{imageId}/proposals', listProposals),
  route('POST', '/images/{imageId}/reading', openReading),
  route('GET', '/readings/{readingId}', getReading),
  route('GET', '/readings/{readingId}/contested', contestedVoxels),
  route('GET', '/readings/{readingId}/base', readingBase, { answer: 'download' }),
  route('GET', '/readings/{readingId}/coverage', ownCoverage),
  route('POST', '/readings/{readingId}/viewings', viewReading, { status: 201 }),
  route('GET', '/readings/{readingId}/history', listHistory),
  route('GET', '/readings/{readingId}/labelmap', labelsThen, { answer: 'download' }),
  route('POST', '/readings/{readingId}/submit', submitReading),
  route('POST', '/readings/{readingId}/reopen', reopenReading),
  route('POST', '/readings/{readingId}/restore', restoreReading),
  route('POST', '/readings/{readingId}/segmentations', requestSegmentation, { status: 201 }),
  route('POST', '/readings/{readingId}/segmentations/{requestId}/cancel', cancelSegmentation),
  route('GET', '/readings/{readingId}/labels', downloadLabels, { answer: 'download' }),
  route('PUT', '/readings/{readingId}/labels', uploadLabels, { body: 'upload' }),
  route('GET', '/blobs/{digest}', getBlob, { answer: 'download' }),
  route('GET', '/events', listEvents),
  route('GET', '/events/search', searchEvents),
  route('GET', '/log/checkpoint', checkpointFile, { answer: 'download' }),
  route('GET', '/audit/export', exportLog, { answer: 'stream' }),
];

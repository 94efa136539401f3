import { overview } from './admin/overview.ts';
import { logStatus } from './audit/log-status.ts';
import { previewExport } from './audit/preview-export.ts';
import { requestVerification } from './audit/request-verification.ts';
import { listEvents } from './events/list-events.ts';
import { liveEvents, liveEventsInput } from './events/live-events.ts';
import { searchEvents } from './events/search-events.ts';
import { getImage } from './images/get-image.ts';
import { listImages } from './images/list-images.ts';
import { withdrawImage } from './images/withdraw-image.ts';
import { cancelMeasurement } from './models/cancel-measurement.ts';
import { compareTwoModels } from './models/compare-models.ts';
import { listModels } from './models/list-models.ts';
import { listUploads } from './models/list-uploads.ts';
import { measureModel } from './models/measure-model.ts';
import { promoteModel } from './models/promote-model.ts';
import { uploadModel } from './models/upload-model.ts';
import { cancelPredictions } from './predictions/cancel-predictions.ts';
import { getPredictionSettings } from './predictions/get-settings.ts';
import { listPredictions } from './predictions/list-predictions.ts';
import { requestPredictions } from './predictions/request-predictions.ts';
import { setPredictionSettings } from './predictions/set-settings.ts';
import { createProject } from './projects/create-project.ts';
import { getProject } from './projects/get-project.ts';
import { grantRole } from './projects/grant-role.ts';
import { listMembers } from './projects/list-members.ts';
import { listProjects } from './projects/list-projects.ts';
import { revokeRole } from './projects/revoke-role.ts';
import { setLabels } from './projects/set-labels.ts';
import { setSigning } from './projects/set-signing.ts';
import { discardProposal } from './proposals/discard-proposal.ts';
import { listProposals } from './proposals/list-proposals.ts';
import { listQueue } from './queue/list-queue.ts';
import { nextImage } from './queue/next-image.ts';
import { blameVoxel } from './readings/blame-voxel.ts';
import { contestedVoxels } from './readings/contested-voxels.ts';
import { findMoment } from './readings/find-moment.ts';
import { getReading } from './readings/get-reading.ts';
import { listHistory } from './readings/list-history.ts';
import { openReading } from './readings/open-reading.ts';
import { ownCoverage } from './readings/own-coverage.ts';
import { reopenReading } from './readings/reopen-reading.ts';
import { restoreReading } from './readings/restore-reading.ts';
import { signReading } from './readings/sign-reading.ts';
import { submitReading } from './readings/submit-reading.ts';
import { summariseHistory } from './readings/summarise-history.ts';
import { viewReading } from './readings/view-reading.ts';
import { cancelSegmentation } from './segmentation/cancel-segmentation.ts';
import { progressInput, segmentationProgress } from './segmentation/follow-progress.ts';
import { requestSegmentation } from './segmentation/request-segmentation.ts';
import { createToken } from './tokens/create-token.ts';
import { listTokens } from './tokens/list-tokens.ts';
import { revokeToken } from './tokens/revoke-token.ts';
import { cancelTraining } from './training/cancel-training.ts';
import { getRetrainingPolicy } from './training/get-policy.ts';
import { listTrainingRuns } from './training/list-training-runs.ts';
import { requestTraining } from './training/request-training.ts';
import { setRetrainingPolicy } from './training/set-policy.ts';
import { createCallerFactory, mutationOf, procedure, queryOf, router } from './trpc.ts';
import { addUser } from './users/add-user.ts';
import { createSignInLink } from './users/create-sign-in-link.ts';
import { listUsers } from './users/list-users.ts';
import { whoAmI } from './users/who-am-i.ts';

/** The tRPC registry: one line per use case, and nothing decided here. Files travel over REST (rest/routes.ts). */
export const appRouter = router({
  projects: router({
    list: queryOf(listProjects),
    get: queryOf(getProject),
    create: mutationOf(createProject),
    setLabels: mutationOf(setLabels),
    setSigning: mutationOf(setSigning),
    members: queryOf(listMembers),
    grantRole: mutationOf(grantRole),
    revokeRole: mutationOf(revokeRole),
  }),
  images: router({
    list: queryOf(listImages),
    get: queryOf(getImage),
    withdraw: mutationOf(withdrawImage),
  }),
  readings: router({
    open: mutationOf(openReading),
    get: queryOf(getReading),
    contested: queryOf(contestedVoxels),
    viewed: mutationOf(viewReading),
    coverage: queryOf(ownCoverage),
    submit: mutationOf(submitReading),
    reopen: mutationOf(reopenReading),
    sign: mutationOf(signReading),
    history: queryOf(listHistory),
    timeline: queryOf(summariseHistory),
    moment: queryOf(findMoment),
    blame: queryOf(blameVoxel),
    restore: mutationOf(restoreReading),
  }),
  queue: router({
    list: queryOf(listQueue),
    next: queryOf(nextImage),
  }),
  segmentation: router({
    request: mutationOf(requestSegmentation),
    cancel: mutationOf(cancelSegmentation),
    progress: procedure
      .input(progressInput)
      .subscription(({ ctx, input, signal }) => segmentationProgress(ctx, input, signal)),
  }),
  proposals: router({
    list: queryOf(listProposals),
    discard: mutationOf(discardProposal),
  }),
  models: router({
    list: queryOf(listModels),
    compare: queryOf(compareTwoModels),
    promote: mutationOf(promoteModel),
    measure: mutationOf(measureModel),
    cancelMeasurement: mutationOf(cancelMeasurement),
    uploads: queryOf(listUploads),
    upload: mutationOf(uploadModel),
  }),
  predictions: router({
    list: queryOf(listPredictions),
    request: mutationOf(requestPredictions),
    cancel: mutationOf(cancelPredictions),
    settings: queryOf(getPredictionSettings),
    setSettings: mutationOf(setPredictionSettings),
  }),
  training: router({
    runs: queryOf(listTrainingRuns),
    request: mutationOf(requestTraining),
    cancel: mutationOf(cancelTraining),
    policy: queryOf(getRetrainingPolicy),
    setPolicy: mutationOf(setRetrainingPolicy),
  }),
  events: router({
    list: queryOf(listEvents),
    search: queryOf(searchEvents),
    live: procedure.input(liveEventsInput).subscription(({ ctx, input, signal }) => liveEvents(ctx, input, signal)),
  }),
  users: router({
    me: queryOf(whoAmI),
    list: queryOf(listUsers),
    add: mutationOf(addUser),
    createSignInLink: mutationOf(createSignInLink),
  }),
  tokens: router({
    list: queryOf(listTokens),
    create: mutationOf(createToken),
    revoke: mutationOf(revokeToken),
  }),
  audit: router({
    previewExport: queryOf(previewExport),
    status: queryOf(logStatus),
    verify: mutationOf(requestVerification),
  }),
  admin: router({
    overview: queryOf(overview),
  }),
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP: server components, tests. */
export const createCaller = createCallerFactory(appRouter);

const TEXTS: Readonly<Record<string, string>> = {
  image: 'reading the image',
  network: 'asking the model',
  region: 'cutting out the region',
  likelihood: 'learning intensities',
  mixtures: 'learning intensities',
  tolerance: 'measuring noise',
  gradient: 'finding edges',
  features: 'computing features',
  training: 'learning',
  prediction: 'deciding each voxel',
  paths: 'connecting the points',
  distance: 'measuring distances',
  slices: 'finding drawn slices',
  shape: 'between the slices',
  walk: 'sending out random walkers',
  flood: 'flooding',
  grow: 'growing',
  push: 'finding which way to push',
  contour: 'moving the contour',
  'max-flow': 'cutting',
  mask: 'finishing',
};

/** What a person reads about a stage of a method; without one nothing has begun. */
export const stageText = (stage: string | undefined): string =>
  stage === undefined ? 'waiting for its turn' : (TEXTS[stage] ?? stage);

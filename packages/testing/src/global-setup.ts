import { CLUSTER_ENV, newClusterFolder, removeCluster, sweepClusters } from './cluster.ts';

/** Vitest globalSetup: gives the run a place for its Postgres, and removes it, server included, at the end. */
export default async function setup(): Promise<() => Promise<void>> {
  await sweepClusters();
  const folder = newClusterFolder();
  process.env[CLUSTER_ENV] = folder;
  return () => removeCluster(folder);
}

import { z } from 'zod';

export const clusterJob = z.strictObject({
  /** The scheduler's id of the job, or of the whole array of jobs. */
  id: z.string(),
  /** The process's index in the array; null in a job without one. */
  index: z.int().nullable(),
  /** The absolute path of the file that takes the job's output; null where it is unknown. */
  log: z.string().nullable(),
});

/** The cluster scheduler's job that a process runs in. */
export type ClusterJob = z.infer<typeof clusterJob>;

/**
 * The job that a process runs in, from its environment: Slurm's and Kubernetes' own variables, and
 * `SINGLORA_CLUSTER_JOB` and `SINGLORA_CLUSTER_LOG`, with which jobs supply the rest. Null outside of jobs.
 */
export function jobIn(env: NodeJS.ProcessEnv): ClusterJob | null {
  const id = env['SINGLORA_CLUSTER_JOB'] || env['SLURM_ARRAY_JOB_ID'] || env['SLURM_JOB_ID'];
  if (!id) return null;
  const index = env['JOB_COMPLETION_INDEX'] || env['SLURM_ARRAY_TASK_ID'];
  return { id, index: index ? Number(index) : null, log: env['SINGLORA_CLUSTER_LOG'] || null };
}

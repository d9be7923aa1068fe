import { expect, test } from 'vitest';
import { jobIn } from './cluster-job.ts';

test('there is none outside of jobs', () => {
  expect(jobIn({ SINGLORA_CLUSTER_LOG: '/a.log' })).toBeNull();
});

test.each([
  ['a job of Slurm', { SLURM_JOB_ID: '7' }, { id: '7', index: null, log: null }],
  [
    'one of an array of Slurm',
    { SLURM_JOB_ID: '9', SLURM_ARRAY_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '0' },
    { id: '7', index: 0, log: null },
  ],
  [
    'one of Slurm that says where it prints',
    { SLURM_JOB_ID: '7', SINGLORA_CLUSTER_LOG: '/runs/logs/7.log' },
    { id: '7', index: null, log: '/runs/logs/7.log' },
  ],
  [
    'an indexed job of Kubernetes',
    { SINGLORA_CLUSTER_JOB: 'mnli-x7k2p', JOB_COMPLETION_INDEX: '3' },
    { id: 'mnli-x7k2p', index: 3, log: null },
  ],
])('is that of %s', (_what, env, job) => {
  expect(jobIn(env)).toEqual(job);
});

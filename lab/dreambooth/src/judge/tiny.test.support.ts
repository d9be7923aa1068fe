import { initialJudge, type JudgeModel } from './network.ts';
import { judgeConfig } from './config.ts';
import { subjectViews } from './views.ts';
import type { SubjectViews } from './batch.ts';

/** The settings of a tiny judge, for pictures of 24 × 24 pixels. */
export const tinyConfig = {
  ...judgeConfig,
  image_size: 24,
  conv_channels: [8, 16],
  conv_strides: [2, 2] as (1 | 2)[],
  norm_num_groups: 4,
  embedding_size: 6,
};

export const tinyJudge = (seed = 0): JudgeModel => initialJudge(tinyConfig, seed);

export const tinySubjects = (count: number, name = 'subject', views = 2): SubjectViews[] =>
  Array.from({ length: count }, (_, i) =>
    subjectViews({ seed: 0, name, split: 'train', views, size: 24 }, i),
  );

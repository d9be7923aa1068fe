import type { GlueRunConfig } from '@singlora/records';
import { adapterInWords, optimiserInWords } from '../settings-in-words.ts';

/** A run's settings by the names that pages have for them, in the order in which labels name them. */
export const glueConfig = (config: GlueRunConfig) => {
  const { version, task, objective, metrics, purpose, search, preset, model, ...run } = config;
  const { adapter, optimiser, ...training } = run;
  return {
    ...{ version, task, objective, metrics, purpose, search, preset, model },
    ...adapterInWords(adapter),
    ...training,
    ...optimiserInWords(optimiser),
  };
};

/** See {@link glueConfig}. */
export type GlueConfig = ReturnType<typeof glueConfig>;

import { dreamBoothMethod, type DreamBoothRunConfig } from '@singlora/records';
import { adapterInWords, optimiserInWords } from '../settings-in-words.ts';

/** A run's settings by the names that pages have for them, with the method or the baseline's name. */
export const dreamBoothConfig = ({ adapter, training, ...config }: DreamBoothRunConfig) => ({
  ...config,
  method: dreamBoothMethod({ adapter, training }),
  adapter: adapter && adapterInWords(adapter),
  training: training && trainingInWords(training),
});

const trainingInWords = ({
  optimiser,
  ...training
}: NonNullable<DreamBoothRunConfig['training']>) => ({
  ...training,
  ...optimiserInWords(optimiser),
});

/** See {@link dreamBoothConfig}. */
export type DreamBoothConfig = ReturnType<typeof dreamBoothConfig>;

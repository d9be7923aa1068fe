import {
  type AdamWSettings,
  type RecordedAdapter,
  type GlueRunConfig,
  dreamBoothMethod,
  type DreamBoothRunConfig,
} from '@singlora/records';

/** The adapter's settings whose names the pages know. */
interface OwnSettings {
  readonly target_modules?: readonly string[];
  readonly lora_dropout?: number;
  readonly ramp?: 'none' | { readonly fraction: number } | { readonly steps: number };
  readonly init?: { readonly dist: string; readonly fan?: string | number };
  readonly loraplus_lr_ratio?: number;
}

/**
 * An adapter's settings by the names of pages and of the paper's protocol. Null where its method lacks the
 * setting, `default` for the model's usual layers. A ramp is a share of the steps or a number of steps.
 */
export function adapterInWords({ method, r, lora_alpha, ...own }: RecordedAdapter) {
  const {
    target_modules: targets = 'default',
    lora_dropout: adapterDropout,
    ramp,
    init = null,
    loraplus_lr_ratio: lrRatio = null,
    ...others
  } = own as OwnSettings;
  const length = typeof ramp === 'object' && 'fraction' in ramp ? ramp.fraction : ramp;
  return {
    method,
    rank: r,
    alpha: lora_alpha,
    targets,
    ramp: length === 'none' ? 0 : (length ?? null),
    init,
    lrRatio,
    adapterDropout,
    ...others,
  };
}

/** The optimiser's settings by their names on pages. */
export const optimiserInWords = ({ beta1, beta2, ...numbers }: AdamWSettings) => ({
  ...numbers,
  betas: [beta1, beta2] as const,
});

/** A run's settings without its seed, by their names on pages, in the order of labels. */
export const glueConfig = (config: Omit<GlueRunConfig, 'seed'>) => {
  const { version, task, objective, metrics, purpose, search, preset, model, ...run } = config;
  const { adapter, optimiser, ...training } = run;
  return {
    version,
    task,
    objective,
    metrics,
    purpose,
    search,
    preset,
    model,
    ...adapterInWords(adapter),
    ...training,
    ...optimiserInWords(optimiser),
  };
};

/** See {@link glueConfig}. */
export type GlueConfig = ReturnType<typeof glueConfig>;

/** A run's settings by their names on pages, with the name of the method or baseline. */
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

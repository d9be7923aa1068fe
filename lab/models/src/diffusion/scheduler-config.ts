import { parseJson } from '@singlora/core/formats';
import { z } from 'zod';
import { badSchedulerConfig, unsupported } from './errors.ts';

const predictions = ['epsilon', 'v_prediction', 'sample'] as const;
/**
 * The prediction of a network from `√ᾱ x₀ + √(1 − ᾱ) ε`: the noise ε, `v = √ᾱ ε − √(1 − ᾱ) x₀`, or the picture x₀.
 */
export type Prediction = (typeof predictions)[number];

/** A method that turns noise into a picture. */
export type SamplerName = 'ddim' | 'euler' | 'dpm-solver++';

/** diffusers' classes, each with its sampler; those without one only say how a model was trained. */
const classes: Readonly<Record<string, SamplerName | undefined>> = {
  DDIMScheduler: 'ddim',
  EulerDiscreteScheduler: 'euler',
  DPMSolverMultistepScheduler: 'dpm-solver++',
  DDPMScheduler: undefined,
  PNDMScheduler: undefined,
};

const shape = z.looseObject({
  _class_name: z.string(),
  num_train_timesteps: z.int().min(1).max(1_000_000).default(1000),
  beta_start: z.number().min(0).max(1).default(0.0001),
  beta_end: z.number().min(0).max(1).default(0.02),
  beta_schedule: z.string().default('linear'),
  trained_betas: z.array(z.number().min(0).max(1)).min(1).nullish(),
  prediction_type: z.string().default('epsilon'),
  rescale_betas_zero_snr: z.boolean().nullish(),
  timestep_spacing: z.string().nullish(),
  steps_offset: z.int().min(0).default(0),
  clip_sample: z.boolean().default(true),
  clip_sample_range: z.number().positive().default(1),
  set_alpha_to_one: z.boolean().default(true),
  final_sigmas_type: z.string().nullish(),
  solver_order: z.int().nullish(),
  lower_order_final: z.boolean().nullish(),
  euler_at_final: z.boolean().nullish(),
  lambda_min_clipped: z.number().nullish(),
});

/** Options that change a sampler, with the supported values, which leave it unchanged. */
const fixed: Readonly<Record<string, readonly unknown[]>> = {
  thresholding: [false],
  use_karras_sigmas: [false],
  use_exponential_sigmas: [false],
  use_beta_sigmas: [false],
  use_lu_lambdas: [false],
  use_flow_sigmas: [false],
  use_dynamic_shifting: [false],
  interpolation_type: ['linear'],
  timestep_type: ['discrete'],
  algorithm_type: ['dpmsolver++'],
  // diffusers treats the last three as the first
  solver_type: ['midpoint', 'logrho', 'bh1', 'bh2'],
  // A learned variance doubles the network's outputs.
  variance_type: ['fixed_small', 'fixed_small_log', 'fixed_large', 'fixed_large_log'],
};

const betaSchedules = ['linear', 'scaled_linear', 'squaredcos_cap_v2'] as const;
const spacings = ['leading', 'linspace', 'trailing'] as const;
const finalSigmas = ['zero', 'sigma_min'] as const;

/**
 * A scheduler's settings, by diffusers' names, with the defaults of the samplers that read them. The
 * default spacing depends on the sampler.
 */
export type SchedulerConfig = Readonly<ReturnType<typeof parseSchedulerConfig>>;

/**
 * Reads diffusers' `scheduler_config.json`.
 *
 * @param where its name in messages, such as its path
 * @throws DiffusionError `SCHEDULER_CONFIG` for any other content; `SCHEDULER_UNSUPPORTED` for a class,
 *   prediction type, spacing or option that is not supported, by name
 */
export function parseSchedulerConfig(bytes: Uint8Array, where: string) {
  const json = parseJson(withoutInfinity(bytes), bytes.length + 2 ** 20, (problem) =>
    badSchedulerConfig(where, problem),
  );
  const parsed = shape.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] as z.core.$ZodIssue;
    throw badSchedulerConfig(
      where,
      `is not a scheduler's config: ${path.join('.') || 'it'}: ${message}`,
    );
  }
  const config = parsed.data;
  const chosen = <T extends string>(key: string, value: string, known: readonly T[]): T => {
    const found = known.find((one) => one === value);
    if (found === undefined) throw unsupported(where, key, value, known.join(', '));
    return found;
  };
  for (const [key, values] of Object.entries(fixed)) {
    const value = config[key] ?? values[0];
    if (!values.includes(value)) throw unsupported(where, key, value, values.join(', '));
  }
  const className = chosen('_class_name', config._class_name, Object.keys(classes));
  const order = config.solver_order ?? 2;
  if (order !== 1 && order !== 2) throw unsupported(where, 'solver_order', order, '1, 2');
  const { timestep_spacing: spacing, trained_betas: trainedBetas } = config;
  return {
    className,
    sampler: classes[className],
    numTrainTimesteps: trainedBetas?.length ?? config.num_train_timesteps,
    betaStart: config.beta_start,
    betaEnd: config.beta_end,
    betaSchedule: chosen('beta_schedule', config.beta_schedule, betaSchedules),
    trainedBetas: trainedBetas ?? undefined,
    predictionType: chosen('prediction_type', config.prediction_type, predictions),
    rescaleBetasZeroSnr: config.rescale_betas_zero_snr ?? false,
    timestepSpacing: spacing == null ? undefined : chosen('timestep_spacing', spacing, spacings),
    stepsOffset: config.steps_offset,
    clipSample: config.clip_sample,
    clipSampleRange: config.clip_sample_range,
    setAlphaToOne: config.set_alpha_to_one,
    finalSigmasType: chosen('final_sigmas_type', config.final_sigmas_type ?? 'zero', finalSigmas),
    solverOrder: order,
    lowerOrderFinal: config.lower_order_final ?? true,
    eulerAtFinal: config.euler_at_final ?? false,
    lambdaMinClipped: config.lambda_min_clipped ?? -Infinity,
  };
}

/** Replaces Python's −∞, the default of `lambda_min_clipped`, which is not valid JSON. */
function withoutInfinity(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder('latin1').decode(bytes);
  if (!text.includes('-Infinity')) return bytes;
  return Buffer.from(text.replace(/("lambda_min_clipped"\s*:\s*)-Infinity/g, '$1null'), 'latin1');
}

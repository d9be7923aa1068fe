import { expect, it } from 'vitest';
import { samplingPlan } from './sampling-plan.ts';
import { parseSchedulerConfig } from './scheduler-config.ts';

const read = (
  options: object,
  text = JSON.stringify({ _class_name: 'DDIMScheduler', ...options }),
) => parseSchedulerConfig(Buffer.from(text), 'scheduler_config.json');

it.each([
  [{ _class_name: 'LMSDiscreteScheduler' }, /_class_name "LMSDiscreteScheduler".*DDIMScheduler/],
  [{ prediction_type: 'flow' }, /prediction_type "flow".*epsilon, v_prediction, sample/],
  [{ timestep_spacing: 'log' }, /timestep_spacing "log".*leading, linspace, trailing/],
  [
    { beta_schedule: 'sigmoid' },
    /beta_schedule "sigmoid".*linear, scaled_linear, squaredcos_cap_v2/,
  ],
  [{ thresholding: true }, /thresholding true.*false/],
  [{ use_karras_sigmas: true }, /use_karras_sigmas true/],
  [{ algorithm_type: 'sde-dpmsolver++' }, /algorithm_type "sde-dpmsolver\+\+".*dpmsolver\+\+/],
  [{ solver_order: 3 }, /solver_order 3.*1, 2/],
  [{ variance_type: 'learned_range' }, /variance_type "learned_range"/],
  [{ final_sigmas_type: 'one' }, /final_sigmas_type "one"/],
])('refuses what it cannot serve, by name: %j', (options, message) => {
  expect(() => read(options)).toThrow(message);
  expect(() => read(options)).toThrow(expect.objectContaining({ code: 'SCHEDULER_UNSUPPORTED' }));
});

it.each([
  ['not JSON', '{"_class_name": '],
  ['no class', '{}'],
  ['a list', '[]'],
  ['a wrong type', '{"_class_name": "DDIMScheduler", "num_train_timesteps": "many"}'],
  ['no timesteps', '{"_class_name": "DDIMScheduler", "num_train_timesteps": 0}'],
  ['too many timesteps', '{"_class_name": "DDIMScheduler", "num_train_timesteps": 1e12}'],
  ['a variance above 1', '{"_class_name": "DDIMScheduler", "beta_end": 2}'],
])('refuses what is no scheduler’s config: %s', (_, text) => {
  expect(() => read({}, text)).toThrow(/^scheduler_config\.json /);
  expect(() => read({}, text)).toThrow(expect.objectContaining({ code: 'SCHEDULER_CONFIG' }));
});

it('reads −Infinity as Python writes it', () => {
  const text = '{"_class_name": "DPMSolverMultistepScheduler", "lambda_min_clipped": -Infinity}';
  expect(read({}, text).lambdaMinClipped).toBe(-Infinity);
});

it('lets options be null, as some files have them', () => {
  const options = { trained_betas: null, timestep_spacing: null, use_karras_sigmas: null };
  expect(read(options)).toEqual(read({}));
});

it.each([
  [{}, { steps: 0 }, 'SAMPLING_STEPS', /0 steps.*1 to 1000/],
  [{}, { steps: 2.5 }, 'SAMPLING_STEPS', /2\.5 steps/],
  [{}, { steps: 1001 }, 'SAMPLING_STEPS', /1001 steps/],
  [{ steps_offset: 1 }, { steps: 1000 }, 'SAMPLING_STEPS', /timestep 1000.*0 to 999/],
  [{ _class_name: 'DDPMScheduler' }, { steps: 5 }, 'SAMPLER_MISSING', /DDPMScheduler.*ddim, euler/],
  [{}, { steps: 5, sampler: 'heun' as 'euler' }, 'SAMPLER_MISSING', /"heun".*ddim, euler/],
  [
    { rescale_betas_zero_snr: true, timestep_spacing: 'trailing' },
    { steps: 5 },
    'SAMPLING_NO_SIGNAL',
    /timestep 999.*v_prediction/,
  ],
  [
    {
      _class_name: 'DPMSolverMultistepScheduler',
      num_train_timesteps: 10,
      timestep_spacing: 'leading',
    },
    { steps: 10 },
    'SAMPLING_STEPS',
    /10 steps would use a timestep twice/,
  ],
  [
    { _class_name: 'DPMSolverMultistepScheduler', lambda_min_clipped: 100 },
    { steps: 5 },
    'SAMPLING_STEPS',
    /lambda_min_clipped/,
  ],
  [
    {
      _class_name: 'DPMSolverMultistepScheduler',
      lambda_min_clipped: 100,
      timestep_spacing: 'trailing',
    },
    { steps: 5 },
    'SAMPLING_STEPS',
    /lambda_min_clipped/,
  ],
])('says what sampling cannot do: %j %j', (options, sampling, code, message) => {
  expect(() => samplingPlan(read(options), sampling)).toThrow(message);
  expect(() => samplingPlan(read(options), sampling)).toThrow(expect.objectContaining({ code }));
});

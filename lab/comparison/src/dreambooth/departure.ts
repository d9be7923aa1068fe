import { picturePlans, type PicturePlan } from '@singlora/records';
import { format, ownValue } from '@singlora/reporting/text';
import { adapterInWords, optimiserInWords, type DreamBoothConfig } from '../settings-in-words.ts';
import { shortModel, departureText, valueText } from '../words.ts';
import type { RunRecord } from '@singlora/tracking';
import { denoiserOf } from './contradictions.ts';

/** The plan of the paper's table that a preset's runs belong to; undefined where there is none. */
export const picturePlanOf = (preset: string): PicturePlan | undefined =>
  ownValue(picturePlans, preset);

/** How a result departs from its plan, in words; undefined where it does not, or has no plan. */
export function pictureDeparture({
  config,
  record,
}: {
  readonly config: DreamBoothConfig;
  readonly record: Pick<RunRecord, 'assets'>;
}): string | undefined {
  const plan = picturePlanOf(config.preset);
  if (!plan || config.purpose === 'trial') return undefined;
  const { denoiser, made } = plan;
  if (denoiserOf(record) !== denoiser)
    return `weights that are not known to be ${denoiser.title}’s`;
  const { optimiser, ...training } = made.training;
  const { targets, ramp, lrRatio } = adapterInWords({
    method: '',
    r: NaN,
    lora_alpha: NaN,
    ...made.adapter,
  });
  const { adapter, training: own } = config;
  const wanted: readonly (readonly [string, unknown, unknown])[] = [
    ...(['identifier', 'pictures', 'resolution', 'framing', 'drawing', 'precision'] as const).map(
      (key) => [key, config[key], made[key]] as const,
    ),
    ['encoder', shortModel(config.encoder), shortModel(made.encoder)],
    ['clip', config.clip && shortModel(config.clip), made.clip && shortModel(made.clip)],
    ...(own
      ? [
          ['prior', own.prior, null] as const,
          ...Object.entries({ ...training, ...optimiserInWords(optimiser) }).map(
            ([key, value]) => [key, own[key as keyof typeof own], value] as const,
          ),
        ]
      : []),
    ...(adapter
      ? [
          ['targets', adapter.targets, targets] as const,
          ['alpha', adapter.alpha, adapter.rank] as const,
          ['ramp', adapter.ramp ?? ramp, ramp] as const,
          ['lrRatio', adapter.lrRatio ?? lrRatio, lrRatio] as const,
        ]
      : []),
  ];
  const [other] = wanted.flatMap((one) => departureText(...one) ?? []);
  if (other !== undefined) return other;
  // The model without an adapter has neither.
  if (!own) return undefined;
  if (!plan.rates.includes(own.learningRate)) return `rate ${valueText(own.learningRate)}`;
  if (plan.steps !== own.steps) return `${format.count(own.steps)} steps`;
  const { search } = config;
  if (!plan.search) return search === null ? undefined : 'a rate that was searched';
  if (search === null) return 'a rate that was not searched';
  return (
    departureText('searchedRates', search.rates, plan.rates) ??
    departureText('subjectsOfTheSearch', search.subjects.length, plan.search.subjects)
  );
}

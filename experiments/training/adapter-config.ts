import { methodOf, parseAdapterConfig, takes, type AdapterConfig } from '@singlora/core';
import type { RecordedRamp, RecordedStart } from '@singlora/records';
import type { MethodSettings } from './method-settings.ts';
import { rampOf } from './ramp.ts';

/** What a run's record keeps of its adapter. */
interface RecordedAdapter {
  readonly method: string;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly string[] | 'default';
  readonly ramp: RecordedRamp | null;
  readonly init: RecordedStart | null;
  readonly lrRatio: number | null;
  readonly adapterDropout?: number;
  /** how many of the last layers have it */
  readonly adaptLayers?: number | 'all';
}

/** Of such settings those that a method has a place for; null for others. Throws CoreError for a start that it does not know. */
export function settingsOf(
  method: string,
  { ramp, start, initFan, lrRatio }: MethodSettings,
): Pick<RecordedAdapter, 'ramp' | 'init' | 'lrRatio'> {
  const places = parseAdapterConfig({ method });
  const init = { ...(start && { dist: start }), ...(initFan && { fan: initFan }) };
  const known = 'init' in places ? parseAdapterConfig({ method, init }) : places;
  return {
    ramp: 'ramp' in known ? rampOf(ramp) : null,
    init: 'init' in known ? known.init : null,
    lrRatio: 'loraplus_lr_ratio' in known ? lrRatio : null,
  };
}

/** Whether a method's single factor can start so. */
export const canStart = (method: string, start: NonNullable<MethodSettings['start']>): boolean =>
  takes(methodOf({ method }), { init: { dist: start } });

/**
 * The adapter that a run trains. Throws CoreError for settings that are not valid.
 * @param layers the model's, where they are known
 */
export function adapterConfigOf(recorded: RecordedAdapter, layers?: number): AdapterConfig {
  const { method, rank, alpha, targets, ramp, init, lrRatio, adapterDropout = 0 } = recorded;
  const { adaptLayers = 'all' } = recorded;
  return parseAdapterConfig({
    method,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: adapterDropout,
    ...(targets === 'default' ? {} : { target_modules: [...targets] }),
    ...(adaptLayers === 'all' || layers === undefined
      ? {}
      : { layers_to_transform: lastOnes(adaptLayers, layers) }),
    ...(ramp === null ? {} : { ramp: configOf(ramp) }),
    ...(init === null ? {} : { init }),
    ...(lrRatio === null ? {} : { loraplus_lr_ratio: lrRatio }),
  });
}

function configOf(ramp: RecordedRamp) {
  if (typeof ramp !== 'number') return ramp;
  return ramp === 0 ? 'none' : { fraction: ramp };
}

/** Of so many layers the last few, from 0. */
const lastOnes = (count: number, layers: number): number[] =>
  Array.from({ length: count }, (_, i) => layers - count + i);

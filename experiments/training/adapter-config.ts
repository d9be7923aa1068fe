import { parseAdapterConfig, type AdapterConfig } from '@singlora/core';
import type { MethodSettings } from './method-settings.ts';

/** What a run's record keeps of its adapter. */
export interface RecordedAdapter {
  readonly method: string;
  readonly rank: number;
  readonly alpha: number;
  readonly targets: readonly string[] | 'default';
  readonly ramp: number | null;
  readonly init: Readonly<Record<string, string | number>> | null;
  readonly lrRatio: number | null;
  readonly adapterDropout?: number;
}

/** Of such settings those that a method has a place for; null for others. */
export function settingsOf(
  method: string,
  { ramp, initFan, lrRatio }: MethodSettings,
): Pick<RecordedAdapter, 'ramp' | 'init' | 'lrRatio'> {
  const known = parseAdapterConfig({ method });
  return {
    ramp: 'ramp' in known ? ramp : null,
    init: 'init' in known ? { ...known.init, ...(initFan && { fan: initFan }) } : null,
    lrRatio: 'loraplus_lr_ratio' in known ? lrRatio : null,
  };
}

/** The adapter that a run trains. Throws CoreError for settings that are not valid. */
export function adapterConfigOf(recorded: RecordedAdapter): AdapterConfig {
  const { method, rank, alpha, targets, ramp, init, lrRatio, adapterDropout = 0 } = recorded;
  return parseAdapterConfig({
    method,
    r: rank,
    lora_alpha: alpha,
    lora_dropout: adapterDropout,
    ...(targets === 'default' ? {} : { target_modules: [...targets] }),
    ...(ramp === null ? {} : { ramp: ramp === 0 ? 'none' : { fraction: ramp } }),
    ...(init === null ? {} : { init }),
    ...(lrRatio === null ? {} : { loraplus_lr_ratio: lrRatio }),
  });
}

import {
  fromPeftConfig,
  methodOf,
  methods,
  parseAdapterConfig,
  settingNames,
  takes,
  type AdapterConfig,
} from '@singlora/core';
import { savedConfig } from '@singlora/core/node';
import { meantName } from '@singlora/core/errors';
import { recordedAdapter, type RecordedAdapter } from '@singlora/records';
import { misuse, readJson, type ReadFile } from '@singlora/runner';
import { z } from 'zod';
import { refuseUnusedSearch } from './learning-rates.ts';
import type { MethodAtRank } from './methods.ts';

const { r, lora_alpha } = recordedAdapter.unwrap().shape;
/** Comma-separated names, which become a list; any other text is a regular expression, as in PEFT. */
const names = /^(?!all-linear$)[\w.-]+(,[\w.-]+)*$/;

/** Adapter settings by their names in PEFT's `adapter_config.json`, each for the methods that support it. */
export const adapterSettings = z
  .looseObject({
    r,
    lora_alpha: lora_alpha.optional(),
    target_modules: z
      .preprocess(
        (value) => (typeof value === 'string' && names.test(value) ? value.split(',') : value),
        z.union([z.string(), z.array(z.string()).min(1).readonly()]),
      )
      .optional()
      .describe(
        "layers to adapt, comma separated, or a regular expression (default: the model's usual)",
      ),
  })
  .meta({
    description:
      'an adapter_config.json, or any field of one: r, lora_alpha, target_modules, use_dora, ramp.steps, …',
    read: ((flag, file) => savedConfig(file) ?? readJson(flag, file)) satisfies ReadFile,
  });

export type AdapterFlags = z.infer<typeof adapterSettings>;

/**
 * The settings of a command line whose adapter is a PEFT configuration or names its method: this
 * becomes the method, unless `--methods` names others. Refuses a search's settings without a search.
 */
export function settleAdapter(
  chosen: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  refuseUnusedSearch(chosen, given);
  const stated = chosen['adapter'] as AdapterFlags;
  if (given.has('methods') && given.has('adapter.use_dora') && stated['peft_type'] === undefined)
    throw misuse`--adapter.use_dora and --methods both name a method: leave one out.`;
  const { method, ...adapter } = inOurWords(stated);
  const own = method === undefined || given.has('methods') ? {} : { methods: [method] };
  return { ...chosen, ...own, adapter };
}

function inOurWords({ peft_type, use_dora, ...adapter }: AdapterFlags): AdapterFlags {
  if (peft_type === undefined && use_dora === undefined) return adapter;
  const read = (json: object) =>
    fromPeftConfig('--adapter', {
      peft_type: peft_type ?? 'LORA',
      use_dora: use_dora ?? false,
      ...json,
    });
  if (peft_type === undefined) return { ...adapter, method: read({}).config.method };
  // A trained adapter's file states neither its start nor its head.
  const { init_lora_weights: start = true, task_type: _, ...file } = adapter;
  return { ...read(file).config, ...(start !== true && { init_lora_weights: start }) };
}

/**
 * A method's complete adapter with these settings. alpha/r is the same at every rank, and a named start has no ramp.
 * @throws UsageError for a setting that no method has, or a start that this one lacks; CoreError for one that this method cannot use
 */
export function adapterOf(
  { r: usualRank, lora_alpha: alpha = usualRank, ...own }: AdapterFlags,
  { method, rank, start }: Pick<MethodAtRank, 'method' | 'rank' | 'start'>,
): RecordedAdapter {
  const known = settingNames(methodOf({ method }));
  const others = Object.keys(own).filter((name) => !known.includes(name));
  const all = others.length > 0 ? [...methods.values()].flatMap(settingNames) : [];
  const unknown = others.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    const meant = meantName(unknown, all);
    const hint =
      meant === undefined ? `They have ${[...new Set(all)].join(', ')}.` : `Did you mean ${meant}?`;
    throw misuse`--adapter.${unknown}: no method has such a setting. ${hint}`;
  }
  if (start !== undefined && !canStart(method, start))
    throw misuse`--methods: ${method}@${start}: ${method} has no start "${start}"; packages/core/README.md lists those of each method.`;
  const taken = Object.entries(own).filter(
    ([name, value]) => known.includes(name) && value !== undefined,
  );
  return parseAdapterConfig({
    ...Object.fromEntries(taken),
    ...(start !== undefined && { init: { dist: start }, ramp: 'none' }),
    method,
    r: rank,
    lora_alpha: (alpha * rank) / usualRank,
  });
}

/** The adapter that a run trains, in this many of a model's last layers. Throws CoreError for invalid settings. */
export const adapterConfigOf = (
  adapter: RecordedAdapter,
  last: number | 'all' = 'all',
  layers = NaN,
): AdapterConfig =>
  parseAdapterConfig({
    ...adapter,
    ...(last !== 'all' && {
      layers_to_transform: Array.from({ length: last }, (_, i) => layers - last + i),
    }),
  });

/** The heads that PEFT adds to a classifier's `modules_to_save`, whether the model has them or not. */
const heads: readonly string[] = ['classifier', 'score'];

/** A classifier's adapter: its head is trained beside its own `modules_to_save`, as in PEFT. */
export const withTrainedHead = (
  { modules_to_save: own, ...config }: AdapterConfig,
  head: readonly string[],
): AdapterConfig => {
  const others = own?.filter((name) => !heads.includes(name));
  return { ...config, modules_to_save: [...new Set([...(others ?? []), ...head])] };
};

/** Whether a method's single factor supports this start. */
export const canStart = (method: string, dist: string): boolean =>
  takes(methodOf({ method }), { init: { dist } });

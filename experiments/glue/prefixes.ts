import { join } from 'node:path';
import type { Adapter } from '@singlora/core';
import { prefixOnce, type KeptPrefix } from '@singlora/glue';
import { ownCache } from '@singlora/hub';
import type { SequenceClassifier } from '@singlora/models';
import type { GlueRunConfig } from '@singlora/records';
import type { Context } from '@singlora/runner';
import { computePrefix, createProgress, type Prefix, type PrefixJob } from '@singlora/training';
import type { TokenizedSplit } from './tokenized-split.ts';

/**
 * The first layer, from 0, with trained parameters in a run: the first adapted one, or 0 where a bias, a saved module or a layer by its
 * full name is trained before that.
 */
export function firstLayerOf({
  config: { adaptLayers },
  model: { config, modulesToSave },
  adapter: { parameters },
}: Pick<PrefixedRun, 'config' | 'model' | 'adapter'>): number {
  const first = adaptLayers === 'all' ? 0 : config.layers - adaptLayers;
  const isAfter = (name: string): boolean => {
    const [, layer] = /\.(\d+)\./.exec(name) ?? [];
    return layer === undefined
      ? modulesToSave.some((head) => name.startsWith(`${head}.`))
      : Number(layer) >= first;
  };
  return Object.keys(parameters).every(isAfter) ? first : 0;
}

/** The output of the layers before the first trained one, for the splits of a run's rows. */
export interface Prefixes {
  /** Undefined where all layers run in every step: they are adapted or have dropout, or the disk is full. */
  of(split: TokenizedSplit, run: PrefixedRun): Promise<Prefix | undefined>;
  /** Closes all files. */
  close(): void;
}

/** The parts of a run that determine its prefix. */
interface PrefixedRun {
  readonly config: GlueRunConfig;
  readonly model: SequenceClassifier;
  readonly adapter: Pick<Adapter, 'parameters'>;
  readonly context: Pick<Context, 'env' | 'log' | 'signal'>;
}

/**
 * Opens the prefixes; each is computed once and cached on disk, for all seeds, methods and rates.
 * @param weights hashes of the model's files
 */
export function openPrefixes(weights: readonly string[]): Prefixes {
  const opened = new Map<TokenizedSplit, KeptPrefix | undefined>();
  let told = false;

  async function open(
    { name, examples }: TokenizedSplit,
    layer: number,
    { config, model, context: { env, log, signal } }: PrefixedRun,
  ): Promise<KeptPrefix | undefined> {
    const width = model.config.hiddenSize;
    const folder = join(ownCache(env), 'states');
    return prefixOnce(
      { model: [...weights, config.precision], layer, width, examples },
      {
        folder,
        compute: () => computed({ model, layer, examples, signal }),
        onCompute(bytes) {
          const rows = `${examples.length.toLocaleString('en')} ${name} rows`;
          log(
            `  The first ${layer} layers run once for ${rows}: ${(bytes / 1e6).toFixed(0)} MB in ${folder}`,
          );
        },
        onNotice: log,
        signal,
      },
    );
  }

  async function of(split: TokenizedSplit, run: PrefixedRun): Promise<Prefix | undefined> {
    const layer = firstLayerOf(run);
    const { hiddenDropout, attentionDropout } = run.model.config;
    if (layer === 0) return undefined;
    if (hiddenDropout > 0 || attentionDropout > 0) {
      if (!told) run.context.log(droppingOut(layer));
      told = true;
      return undefined;
    }
    if (split.within) {
      const within = await split.within();
      const whole = await of(within, run);
      const places = new Map(within.rows.map((row, place) => [row, place]));
      const at = split.rows.map((row) => places.get(row) ?? NaN);
      return whole && { ...whole, read: (row, states) => whole.read(at[row] ?? NaN, states) };
    }
    if (!opened.has(split)) opened.set(split, await open(split, layer, run));
    return opened.get(split);
  }

  return {
    of,
    close() {
      for (const prefix of opened.values()) prefix?.close();
      opened.clear();
    },
  };
}

/** Computes states and reports progress. */
async function* computed(job: PrefixJob): AsyncGenerator<Float32Array, void> {
  const progress = createProgress({ label: '  prefix', total: job.examples.length });
  try {
    const onProgress = ({ done }: { done: number }) => progress.update({ done, examples: done });
    yield* computePrefix({ ...job, onProgress });
  } finally {
    progress.end();
  }
}

const droppingOut = (layers: number): string =>
  `  The first ${layers} layers run in every step, since the model's dropout is on; --dropout=0 runs them once a row.`;

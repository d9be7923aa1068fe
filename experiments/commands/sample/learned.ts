import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { outdated } from '@singlora/comparison';
import { instancePrompt } from '@singlora/dreambooth';
import { dreamBoothMethod, dreamBoothRunConfig, type DreamBoothRunConfig } from '@singlora/records';
import { misuse, UsageError } from '@singlora/runner';
import {
  openForReading,
  TrackingError,
  type AssetRecord,
  type RunRecord,
} from '@singlora/tracking';

/** A learned adapter or model, with what is known about its training. */
export interface Learned {
  /** its name for people: `run 20261126-…` or a path */
  readonly title: string;
  readonly kind: 'adapter' | 'unet';
  /** A folder or a file of an adapter; the folder of a whole U-Net. */
  readonly path: string;
  /** Known only for a run. */
  readonly run?: {
    readonly config: DreamBoothRunConfig;
    readonly assets: readonly AssetRecord[];
  };
}

/**
 * Finds what `--adapter` names: a file or folder, or else a run whose id starts with it.
 *
 * @throws UsageError for one that does not exist, or has learned nothing; TrackingError
 */
export async function findLearned(name: string, notice: (line: string) => void): Promise<Learned> {
  if (existsSync(name)) return { title: name, kind: 'adapter', path: name };
  const run = await recorded(name, notice);
  const title = `run ${run.id}`;
  const unread = outdated(run);
  if (unread !== undefined)
    throw misuse`--adapter: the configuration of ${title} ${unread}. Give a folder in ${run.folder}.`;
  const { data: config } = dreamBoothRunConfig.safeParse(run.config);
  if (!config)
    throw misuse`--adapter: ${title} is one of experiments:${run.experiment}, which does not learn to draw. Give one of experiments:dreambooth.`;
  if (config.training === null)
    throw misuse`--adapter: ${title} is the baseline "${dreamBoothMethod(config)}", which learned nothing. Leave --adapter out to draw with the model as it is.`;
  const kind = config.adapter === null ? 'unet' : 'adapter';
  const path = join(run.folder, kind);
  if (!existsSync(path))
    throw misuse`--adapter: ${title} is ${run.status}, and there is no ${path}. Let it finish, or bring its folder here.`;
  return { title, kind, path, run: { config, assets: run.assets } };
}

/** The prompt of a run's training pictures. @throws UsageError where only its data set knows the class */
export function learnedPrompt({ title, run }: Learned): string | undefined {
  if (!run) return undefined;
  const { identifier, className } = run.config;
  if (className === null)
    throw misuse`--prompt is missing, and ${title} does not say what ${run.config.subject} is. Give it: --prompt "a photo of a ${identifier} dog".`;
  return instancePrompt({ identifier, className });
}

async function recorded(name: string, notice: (line: string) => void): Promise<RunRecord> {
  if (/[/\\]|\.(safetensors|bin|pt)$/.test(name))
    throw misuse`--adapter: there is no ${name}. Check the path.`;
  const tracking = await openForReading(undefined, notice);
  try {
    return await tracking.get(name);
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    if (error.code === 'RUN_AMBIGUOUS') throw new UsageError(error.message, { cause: error });
    if (error.code !== 'RUN_NOT_FOUND') throw error;
    throw new UsageError(
      `--adapter: there is neither a file or folder ${name} nor a run in ${tracking.path} whose id starts with it. \`npx nx run experiments:runs\` lists the runs.`,
      { cause: error },
    );
  } finally {
    await tracking.close();
  }
}

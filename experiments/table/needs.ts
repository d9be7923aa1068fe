import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { comparisonTitle } from '@singlora/comparison';
import { hubCache } from '@singlora/hub';
import type { GluePlan } from '@singlora/records';
import type { Context, Plan } from '@singlora/runner';
import { startBackend } from '@singlora/runtime';
import { defaultUrl, openForReading, type RunRecord } from '@singlora/tracking';
import { withTracking } from '../commands/runs/opened.ts';
import { finding } from '../training/finding.ts';
import { gigabytes, lookFor, type NeededAsset } from './assets.ts';
import { measuredPace, recordedPace, type Work } from './work.ts';

export interface TableNeeds<Config> {
  readonly plans: readonly ToldPlan[];
  readonly assets: readonly NeededAsset[];
  /** the required memory, of the GPU or else of the machine, in bytes */
  readonly memory: number;
  /** the disk space of a finished run, in bytes */
  readonly kept: number;
  /** The planned runs, and stand-ins for those that will follow. */
  readonly runs: readonly Plan<Config>[];
  readonly workOf: (config: Config) => Work;
  /** Whether a recorded run is a finished one of this table. */
  readonly isOwn: (record: RunRecord) => boolean;
  readonly configOf: (record: RunRecord) => Config;
  /** Whether it may start without a GPU, or with less memory or disk space. */
  readonly anyway: boolean;
}

type ToldPlan = Pick<GluePlan, 'title' | 'primary' | 'secondary' | 'margin' | 'seeds'>;

/** A line on the comparisons that settle the paper's claims. */
const planLine = (plan: ToldPlan): string =>
  `${plan.title}: ${plan.seeds.length} seeds, margin ±${plan.margin}; ${comparisonTitle(plan, plan.primary)} is primary, and corrected with the rest: ${plan.secondary.map((pair) => comparisonTitle(plan, pair)).join(', ')}`;

/** The GPUs, each as NVIDIA's driver names it. */
async function gpusIn(env: NodeJS.ProcessEnv) {
  const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
  const found = await promisify(execFile)('nvidia-smi', query, { env }).catch(() => undefined);
  return (found?.stdout ?? '').split('\n').flatMap((line) => {
    const [, name, mebibytes] = /^(.+), (\d+)$/.exec(line.trim()) ?? [];
    return name === undefined ? [] : [{ name, bytes: Number(mebibytes) * 2 ** 20 }];
  });
}

/** The nearest existing folder above a path. */
const above = (path: string): string => (existsSync(path) ? path : above(dirname(path)));

async function finishedIn(env: NodeJS.ProcessEnv): Promise<RunRecord[]> {
  const url = defaultUrl(env);
  if (!url.includes('://') && !existsSync(url)) return [];
  return withTracking(
    (tracking) => tracking.list({ status: 'finished' }),
    () => openForReading(url, () => undefined),
  );
}

/** Reports everything that a table needs and that is missing, and the expected duration. */
export async function tellNeeds<Config>(needs: TableNeeds<Config>, context: Context) {
  const { env } = context;
  const { runs, workOf, kept, memory, anyway } = needs;
  const backend = await startBackend({ env, warn: context.log });
  const told = needs.plans.map((plan) => `Plan    ${planLine(plan)}`);
  const missing: string[] = [];
  const short: string[] = [];
  let toFetch = 0;
  for (const asset of needs.assets) {
    const found = await lookFor(asset, finding(context));
    told.push(`Needs   ${found.told}`);
    if (found.missing !== undefined) missing.push(found.missing);
    short.push(...found.lacking);
    toFetch += found.bytes;
  }
  const disk = toFetch + kept * runs.length;
  const cache = above(hubCache(env));
  const { bavail, bsize } = await statfs(cache);
  told.push(`Disk    ${gigabytes(disk)}; ${gigabytes(bavail * bsize)} are free in ${cache}`);
  if (bavail * bsize < disk)
    short.push(`disk: ${gigabytes(disk - bavail * bsize)} more in ${cache}`);

  const gpus = await gpusIn(env);
  const [gpu] = gpus.toSorted((a, b) => b.bytes - a.bytes);
  const has = gpu?.bytes ?? freemem();
  told.push(
    `Memory  ${gigabytes(memory)}; ${gpu ? `${gpu.name} has ${gigabytes(has)}` : `${gigabytes(has)} are free`}`,
    `GPU     ${gpu ? gpus.map(({ name }) => name).join(', ') : 'none is found'}; this runs on ${backend.description}`,
  );
  if (has < memory)
    short.push(`memory: ${gigabytes(memory)} are needed, and there are ${gigabytes(has)}`);
  if (!gpu) short.push('a GPU (an NVIDIA one, with its driver)');
  else if (backend.device === 'cpu') short.push('TensorFlow’s CUDA build: npm run setup -- --gpu');

  const own = (await finishedIn(env)).filter(needs.isOwn);
  const recordWork = (record: RunRecord) => workOf(needs.configOf(record));
  const here = own.filter(({ environment }) => environment.backend === backend.description);
  const pace = recordedPace(here, recordWork) ?? measuredPace();
  const all = runs.reduce((sum, { config }) => sum + workOf(config).all, 0);
  const done = own.reduce((sum, record) => sum + recordWork(record).all, 0);
  const left = Math.max(0, all - done) / pace.gflops;
  told.push(
    `Time    about ${timeText(left)} at most for ${count.format(runs.length)} runs${own.length > 0 ? `, of which ${count.format(own.length)} are finished` : ''}, ${pace.by}. After the first steps the command tells it again`,
  );
  return { told, missing: anyway ? missing : [...missing, ...short.map(orAnyway)] };
}

const orAnyway = (what: string) => `${what.replace(/\.$/, '')}; --anyway begins without`;

const count = new Intl.NumberFormat('en');
const round = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });
const units = [
  [48 * 3600, 86_400, 'days'],
  [2 * 3600, 3600, 'hours'],
  [0, 60, 'minutes'],
] as const;
function timeText(seconds: number): string {
  const [, unit, name] = units.find(([least]) => seconds >= least) ?? units[2];
  return `${round.format(seconds / unit)} ${name}`;
}

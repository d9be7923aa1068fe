import { invalidSettings, unknownChoice } from '../errors.ts';
import type { OtherOptions } from '../flags.ts';

/** Workers for Slurm to start: equal commands, which share their runs. */
export interface Launch {
  readonly workers: number;
  /** The arguments after a second `--`: options of sbatch. */
  readonly options: readonly string[];
}

/**
 * The launch that a command line requests; undefined where it requests none.
 * @param options `launch` and its related options
 * @param passedOn the arguments after a second `--`; undefined without one
 */
export function launchIn(
  { launch, dryRun, json, force, continue: continues }: OtherOptions,
  workers: number | undefined,
  passedOn: readonly string[] | undefined,
): Launch | undefined {
  const refused = Object.entries({
    '--workers: it goes with --launch': launch === undefined && workers !== undefined,
    '--: flags come before it; what follows goes to sbatch, and only with --launch=slurm':
      launch !== 'slurm' && passedOn !== undefined,
    '--json, --dry-run=json: leave them out, as --launch prints for people':
      launch !== undefined && (json !== undefined || dryRun === 'json'),
    '--force, --continue: leave them out, as each start of a worker would begin the runs anew':
      launch !== undefined && (force === true || continues !== undefined),
  }).filter(([, is]) => is);
  if (refused.length > 0) throw invalidSettings(refused.map(([problem]) => problem));
  if (launch === undefined) return undefined;
  if (launch !== 'slurm')
    throw unknownChoice('scheduler', launch as string, ['slurm'], kubernetesAdvice);
  return { workers: workers ?? 1, options: passedOn ?? [] };
}

const kubernetesAdvice =
  'For Kubernetes fill in examples/kubernetes.yaml, and give it to kubectl create.';

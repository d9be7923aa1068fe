import { invalidSettings } from '../errors.ts';
import type { OtherOptions } from '../flags.ts';

/** Workers for a cluster's scheduler to start: equal commands, which share their runs. */
export type Launch = { readonly workers: number } & (
  | {
      readonly scheduler: 'slurm';
      /** The arguments after a second `--`: options of sbatch. */
      readonly options: readonly string[];
    }
  | { readonly scheduler: 'kubernetes'; readonly image: string }
);

/**
 * The launch that a command line requests; undefined where it requests none.
 * @param options `launch` and its related options
 * @param passedOn the arguments after a second `--`; undefined without one
 */
export function launchIn(
  { launch, image, dryRun, json, force, continue: continues }: OtherOptions,
  workers: number | undefined,
  passedOn: readonly string[] | undefined,
): Launch | undefined {
  const refused = Object.entries({
    '--workers: it goes with --launch': launch === undefined && workers !== undefined,
    '--image: it goes with --launch=kubernetes': launch !== 'kubernetes' && image !== undefined,
    '--image: name the image that the pods run': launch === 'kubernetes' && image === undefined,
    '--: flags come before it; what follows goes to sbatch, and only with --launch=slurm':
      launch !== 'slurm' && passedOn !== undefined,
    '--json, --dry-run=json: leave them out, as --launch prints for people':
      launch !== undefined && (json !== undefined || dryRun === 'json'),
    '--force, --continue: leave them out, as each start of a worker would begin the runs anew':
      launch !== undefined && (force === true || continues !== undefined),
  }).filter(([, is]) => is);
  if (refused.length > 0) throw invalidSettings(refused.map(([problem]) => problem));
  if (launch === undefined) return undefined;
  return launch === 'slurm'
    ? { scheduler: 'slurm', workers: workers ?? 1, options: passedOn ?? [] }
    : { scheduler: 'kubernetes', workers: workers ?? 1, image: String(image) };
}

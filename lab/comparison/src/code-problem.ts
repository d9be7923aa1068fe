import { canonicalJson, codeSha256, type RunRecord } from '@singlora/tracking';

/** The part of a run's record that says how it was made: every start, and the environment of the last. */
export type MadeBy = Pick<RunRecord, 'environment' | 'starts'>;

type Environment = MadeBy['environment'];

/** The code's hash where it was kept, else the commit. */
export const codeOf = ({ code, git }: Environment): string | undefined =>
  code ? codeSha256(code) : git?.commit;

/** The backend, whatever its number of threads. */
const backendOf = ({ backend }: Environment) => backend.replace(/, \d+ threads?$/, '');

/** Why the code, packages or backend of two sides' runs rule out a comparison, in words. */
export function codeProblem(one: readonly MadeBy[], other: readonly MadeBy[]): string | undefined {
  // Most runs share one environment.
  const environments = new Set(
    [...one, ...other].flatMap(({ environment, starts }) => [
      environment,
      ...starts.map((start) => start.environment),
    ]),
  );
  const all = [...environments];
  if (all.some(({ code, git }) => !code && git?.dirty === true))
    return 'made by code that was not committed';
  if (new Set(all.map(codeOf)).size > 1) return 'made by different code';
  const packages = new Set(all.map((environment) => canonicalJson(environment.packages)));
  if (packages.size > 1) return 'made with different packages';
  return new Set(all.map(backendOf)).size > 1 ? 'made on different backends' : undefined;
}

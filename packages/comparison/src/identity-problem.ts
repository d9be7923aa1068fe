import { codeSha256, identityOf, type RunRecord } from '@singlora/tracking';

/**
 * Whether a run's identity is that of its configuration, code and assets, in words where it is not. Records from before the
 * code's hash was kept cannot tell.
 */
export function identityProblem({
  experiment,
  config,
  assets,
  identity,
  environment,
  starts: [first],
}: Pick<RunRecord, 'experiment' | 'config' | 'assets' | 'identity' | 'environment' | 'starts'>):
  string | undefined {
  const { code } = first?.environment ?? environment;
  if (code === null || Object.keys(code).length === 0) return undefined;
  return identityOf({ experiment, config, code: codeSha256(code), assets }) === identity
    ? undefined
    : 'its identity is not that of its configuration, code, weights and rows';
}

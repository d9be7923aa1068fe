import type { AssetRecord, Environment, MetricPoint, RunRecord } from '@singlora/tracking';
import { brief, columns, duration, localTime, number, size } from './format.ts';

type Line = readonly string[];

/** All that is recorded of a run, for people; of the metrics each one's last value. */
export function detailsOf(run: RunRecord, metrics: readonly MetricPoint[]): string {
  const sections: [string, readonly Line[]][] = [
    [`Run ${run.id}`, headLines(run)],
    ['Configuration', Object.entries(run.config).map(([key, value]) => [key, brief(value)])],
    ['Result', Object.entries(run.summary).map(([key, value]) => [key, number(value)])],
    ['Models and data', run.assets.flatMap(assetLines)],
    ['Environment', environmentLines(run.environment)],
    ['Artifacts', run.artifacts.map(({ name, bytes, sha256 }) => [name, size(bytes), sha256])],
    ['Metrics', metricLines(metrics)],
    [run.status === 'finished' ? 'To run it again' : 'To go on', [[again(run)]]],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${columns(lines.map((line) => ['', ...line]))}`)
    .join('\n\n');
}

function headLines(run: RunRecord): Line[] {
  const took = Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt);
  const { pid, host } = run.owner;
  return [
    ['experiment', run.experiment],
    ['status', run.status + (run.status === 'running' ? ` in process ${pid} on ${host}` : '')],
    ...(run.error === undefined ? [] : [['error', run.error]]),
    ['started', localTime(run.startedAt)],
    ...(Number.isNaN(took) ? [] : [['took', duration(took)]]),
    ['identity', run.identity],
    ['folder', run.folder],
  ];
}

function assetLines({ kind, id, revision, origin, sha256, standIn }: AssetRecord): Line[] {
  return [
    [kind, `${id} (${revision}), ${origin}`],
    ...(standIn === undefined ? [] : [['', standIn]]),
    ...Object.entries(sha256).map(([file, hash]) => ['', `${hash}  ${file}`]),
  ];
}

function environmentLines(environment: Environment): Line[] {
  const { git, packages, argv } = environment;
  const changes = git?.diffSha256 ? `, with changes ${git.diffSha256.slice(0, 12)}` : '';
  return [
    ['backend', environment.backend],
    ['machine', `${environment.cpu}, ${environment.cores} cores, ${size(environment.memoryBytes)}`],
    ['system', `${environment.platform}, Node ${environment.node}`],
    ...(git ? [['git', `${git.commit.slice(0, 12)} on ${git.branch}${changes}`]] : []),
    ...Object.entries(packages).map(([name, version]) => [name, version]),
    ['arguments', argv.join(' ')],
  ];
}

/** The last point of each key; the points come ordered by key and step. */
function metricLines(metrics: readonly MetricPoint[]): Line[] {
  const last = new Map<string, { point: MetricPoint; count: number }>();
  for (const point of metrics)
    last.set(point.key, { point, count: (last.get(point.key)?.count ?? 0) + 1 });
  return [...last].map(([key, { point, count }]) => [
    key,
    number(point.value),
    `at step ${number(point.step)}`,
    `of ${number(count)} recorded`,
  ]);
}

/** A finished run is done again only where that is asked for. */
function again({ status, command }: RunRecord): string {
  return status !== 'finished' || / --force\b/.test(command) ? command : `${command} --force`;
}

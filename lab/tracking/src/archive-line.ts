import { isUtf8 } from 'node:buffer';
import type { ArchivedArtifact } from './archived-artifact.ts';
import { format } from './archived-run.ts';
import { grouped } from './grouped.ts';
import { contentHashesOf } from './hash-content.ts';
import type { MetricPoint, RunRecord } from './records.ts';
import { jsonText } from './rows.ts';
import { commandWithoutFolders, withoutFolders } from './without-folders.ts';

/**
 * A finished run as one line of JSON, without what belongs to its machine: host, process and job,
 * the arguments (`argv`), which name its folders, and the folders of every absolute path in the
 * configuration, the command and the origins of models and rows. The identity stays, and so do
 * hashes, versions and the processor. Equal runs give equal lines.
 *
 * @param metrics the points to keep
 * @param artifacts the files to keep
 */
export function archiveLine(
  run: RunRecord,
  metrics: readonly MetricPoint[],
  artifacts: readonly ArchivedArtifact[],
): string {
  const { summary } = run;
  const hashes = run.hashes ? contentHashesOf({ summary, metrics, artifacts }) : null;
  const line = {
    format,
    ...withoutMachine(run),
    hashes,
    metrics: pointsOf(metrics),
    artifacts: artifacts.map(({ name, sha256, content }) => ({
      name,
      sha256,
      content: Buffer.isBuffer(content) ? textOrBase64(content) : { lines: content.lines },
    })),
  };
  return jsonText(line);
}

/** A run's row and starts as an archive holds them. */
export function withoutMachine({ starts, ...run }: RunRecord) {
  const { id, experiment, identity, config, summary, assets, command, tags, note } = run;
  return {
    run: {
      id,
      experiment,
      identity,
      config: withoutFoldersIn(config),
      summary,
      assets: withoutFoldersIn(assets),
      command: commandWithoutFolders(command),
      startedAt: run.startedAt,
      finishedAt: run.finishedAt,
      ...(tags && { tags }),
      ...(note !== undefined && { note }),
    },
    starts: starts.map(({ host: _host, pid: _pid, job: _job, environment, ...start }) => ({
      ...start,
      environment: { ...environment, argv: [] },
    })),
  };
}

function pointsOf(metrics: readonly MetricPoint[]): Record<string, unknown[]> {
  const byKey = [...grouped(metrics, ({ key }) => key)].map(
    ([key, own]) => [key, own.map(({ step, value, time }) => [step, value, time])] as const,
  );
  return Object.fromEntries(byKey); // a key may be "constructor"
}

function withoutFoldersIn(value: unknown): unknown {
  if (typeof value === 'string') return withoutFolders(value);
  if (Array.isArray(value)) return value.map(withoutFoldersIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withoutFoldersIn(item)]),
  );
}

const textOrBase64 = (content: Buffer) =>
  isUtf8(content) ? { text: content.toString() } : { base64: content.toString('base64') };

import { readFileSync } from 'node:fs';
import { unescape } from 'node:querystring';
import { reasonOf } from '@singlora/core/errors';
import type { MetricPoint, RunRecord } from '@singlora/tracking';
import { flattened } from '@singlora/comparison';
import { isTrial } from './fields.ts';
import { brief } from './format.ts';
import { FoundWrong } from './output.ts';
import { fileProblem } from './verify.ts';

/** MLflow's limits on a request, and on texts in characters. */
const limits = { metrics: 1_000, params: 100, param: 6_000, tag: 5_000 };

/** Marks a run with its id in this database. */
const idTag = 'singlora.run';

/** An MLflow server, accessed by its REST API. */
export interface MlflowServer {
  /**
   * Sends a finished run: configuration, curves, result and files. A partly sent run is completed,
   * since MLflow ignores what it already has. Files go to a server that accepts them
   * (`--serve-artifacts`), not to a store of its own. False where the run was already sent.
   *
   * @throws RunRefused where this run alone cannot be sent
   * @throws FoundWrong where the server cannot be reached or refuses
   */
  send(run: RunRecord, metrics: readonly MetricPoint[]): Promise<false | 'whole' | 'without files'>;
}

/** @param given its address, such as http://localhost:5000; a name and password in it log in */
export function mlflowAt(given: string, env: NodeJS.ProcessEnv = process.env): MlflowServer {
  const { address, login } = loginIn(given);
  const experiments = new Map<string, Promise<string>>();

  async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const url = `${address.replace(/\/$/, '')}/api/2.0/${path}`;
    const isFile = body instanceof Uint8Array;
    const sent = isFile ? body : JSON.stringify(body);
    const answer = async () => {
      const response = await fetch(url, {
        method,
        headers: {
          ...credentials({ ...login, ...env }),
          'Content-Type': isFile ? 'application/octet-stream' : 'application/json',
        },
        ...(body !== undefined && { body: sent }),
      });
      return { response, text: await response.text() };
    };
    const { response, text } = await answer().catch((error: unknown) => {
      const { cause = error } = error as Error;
      throw refused(address, reasonOf(cause));
    });
    if (!response.ok) throw new Refusal(address, response.status, text.slice(0, 500));
    if (isFile) return {} as T;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw refused(
        address,
        `it answers otherwise than MLflow: ${text.slice(0, 500) || 'nothing'}`,
      );
    }
  }
  const post = <T>(path: string, body: unknown) => request<T>('POST', `mlflow/${path}`, body);

  async function experimentOf(name: string): Promise<string> {
    try {
      const query = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
      const found = await request<{ experiment: { experiment_id: string } }>(
        'GET',
        `mlflow/${query}`,
      );
      return found.experiment.experiment_id;
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 404)) throw error;
      const made = await post<{ experiment_id: string }>('experiments/create', { name });
      return made.experiment_id;
    }
  }

  async function placeOf(run: RunRecord): Promise<Info> {
    const known = experiments.get(run.experiment) ?? experimentOf(run.experiment);
    experiments.set(run.experiment, known);
    const experiment_id = await known;
    const { runs = [] } = await post<{ runs?: { info: Info }[] }>('runs/search', {
      experiment_ids: [experiment_id],
      filter: `tags.\`${idTag}\` = '${run.id}'`,
    });
    if (runs[0]) return runs[0].info;
    const { run: made } = await post<{ run: { info: Info } }>('runs/create', {
      experiment_id,
      run_name: run.id,
      start_time: Date.parse(run.startedAt),
      tags: tagsOf(run),
    });
    return made.info;
  }

  async function sendWhole(run: RunRecord, metrics: readonly MetricPoint[]) {
    const { run_id, status, artifact_uri } = await placeOf(run);
    if (status === 'FINISHED') return false;
    const batch = (part: object) => post('runs/log-batch', { run_id, ...part });
    for (const params of inParts(paramsOf(run), limits.params)) await batch({ params });
    for (const some of inParts(pointsOf(run, metrics), limits.metrics))
      await batch({ metrics: some });
    const [, place] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifact_uri) ?? [];
    if (place !== undefined && !isWithin(place))
      throw new RunRefused([
        `Run ${run.id} is not sent: the MLflow server ${address} names a place outside of its artifacts, ${place}.`,
      ]);
    if (place !== undefined)
      for (const file of run.artifacts) {
        const problem = fileProblem(file);
        if (problem !== undefined)
          throw new RunRefused([`Run ${run.id} cannot be sent whole: ${file.name} ${problem}.`]);
        const content = readFileSync(file.path);
        await request('PUT', `mlflow-artifacts/artifacts/${place}/${file.name}`, content);
      }
    // Sent last, so that a run is complete once it reads as finished.
    const end_time = Date.parse(run.finishedAt ?? run.startedAt);
    await post('runs/update', { run_id, status: 'FINISHED', end_time });
    return place === undefined && run.artifacts.length > 0 ? 'without files' : 'whole';
  }

  const refusedRun = (error: unknown, { id }: RunRecord) => {
    if (!(error instanceof Refusal && error.status === 400)) throw error;
    throw new RunRefused([`The MLflow server ${address} refuses run ${id}: ${error.text}`]);
  };

  return {
    send: (run, metrics) => sendWhole(run, metrics).catch((error) => refusedRun(error, run)),
  };
}

/** Whether a server's path of artifacts leads nowhere else, escaped or not. */
function isWithin(place: string): boolean {
  try {
    const path = decodeURIComponent(place);
    return !/[\\?#\p{Cc}]/u.test(path) && !path.split('/').some((part) => /^\.{1,2}$/.test(part));
  } catch {
    return false;
  }
}

/** A run that cannot be sent, while others can. */
export class RunRefused extends FoundWrong {}

/** MLflow's information on a run. */
interface Info {
  readonly run_id: string;
  readonly status: string;
  readonly artifact_uri: string;
}

const refused = (address: string, reason: string) =>
  new FoundWrong([
    `The MLflow server ${address} cannot be used: ${reason}. Check the address; the same command goes on where this one stopped.`,
  ]);

class Refusal extends FoundWrong {
  readonly status: number;
  readonly text: string;

  constructor(address: string, status: number, text: string) {
    super(refused(address, `it answered ${status}: ${text}`).lines);
    this.status = status;
    this.text = text;
  }
}

/** A server's address for messages. */
export const withoutLogin = (given: string): string => loginIn(given).address;

/** An address without its name and password, which no request's address and no message shows, and these as MLflow's variables. */
function loginIn(given: string): { address: string; login: Record<string, string> } {
  if (!URL.canParse(given)) return { address: given, login: {} };
  const url = new URL(given);
  const { username, password } = url;
  if (username === '') return { address: given, login: {} };
  [url.username, url.password] = ['', ''];
  return {
    address: url.href,
    login: {
      MLFLOW_TRACKING_USERNAME: unescape(username),
      MLFLOW_TRACKING_PASSWORD: unescape(password),
    },
  };
}

/** The login headers, from the environment variables of MLflow's own client. */
function credentials(env: NodeJS.ProcessEnv): Record<string, string> {
  const { MLFLOW_TRACKING_TOKEN: token, MLFLOW_TRACKING_USERNAME: user } = env;
  if (token) return { Authorization: `Bearer ${token}` };
  if (!user) return {};
  const pair = `${user}:${env['MLFLOW_TRACKING_PASSWORD'] ?? ''}`;
  return { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

const paramsOf = ({ config }: RunRecord) =>
  flattened(withNames(config)).map(([key, value]) => ({
    key,
    value: cut(brief(value), limits.param),
  }));

/** Replaces an object by JSON if MLflow does not accept its keys as names, such as patterns of layers. */
const withNames = (whole: object): object =>
  Object.fromEntries(
    Object.entries(whole).map(([key, value]: [string, unknown]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value];
      const isNamed = Object.keys(value).every((name) => /^[\w.: -]+$/.test(name));
      return [key, isNamed ? withNames(value) : JSON.stringify(value)];
    }),
  );

/** MLflow stores nothing of a text that ends in half a character. */
const cut = (text: string, most: number): string =>
  text.length > most ? [...text].slice(0, most).join('') : text;

function tagsOf({ id, identity, config, command, environment }: RunRecord) {
  const { git, backend, cpu } = environment;
  const tags = {
    [idTag]: id,
    'singlora.identity': identity,
    'singlora.command': command,
    ...(isTrial({ config }) && { 'singlora.purpose': 'trial' }),
    'singlora.backend': backend,
    'singlora.cpu': cpu,
    ...(git && { 'mlflow.source.git.commit': git.commit }),
  };
  return Object.entries(tags).map(([key, value]) => ({ key, value: cut(value, limits.tag) }));
}

/** The curves, and each value of the result as the last point of the metric with its name. */
function pointsOf({ summary, finishedAt, startedAt }: RunRecord, metrics: readonly MetricPoint[]) {
  const step = metrics.reduce((most, point) => Math.max(most, point.step), 0);
  const time = finishedAt ?? startedAt;
  const curves = new Set(metrics.map(({ key }) => key));
  const result = Object.entries(summary).flatMap(([key, value]) =>
    curves.has(key) ? [] : [{ key, step, value, time }],
  );
  return [...metrics, ...result].map((point) => ({
    key: point.key,
    step: point.step,
    value: Number.isFinite(point.value) ? point.value : String(point.value),
    timestamp: Date.parse(point.time),
  }));
}

const inParts = <T>(items: readonly T[], most: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, part) =>
    items.slice(part * most, (part + 1) * most),
  );

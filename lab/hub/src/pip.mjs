import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './run.mjs';

const candidates = [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']];

/** pip's five attempts take long without a network; the user's own settings take precedence. */
const impatient = { PIP_RETRIES: '2', PIP_DEFAULT_TIMEOUT: '15', PIP_REQUIRE_VIRTUALENV: '0' };

/** The causes of a failed download; the first that matches pip's output applies. */
const causes = {
  pip: /No module named ['"]?pip/,
  full: /No space left on device|Disk quota exceeded|Errno 28/i,
  offline:
    /NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|Max retries|timed out|Temporary failure in name resolution|Network is unreachable|Connection (refused|reset)/i,
  absent: /No matching distribution|Could not find a version/i,
};

/**
 * The cause of pip's failure: `python` or `pip` itself is missing, the disk is `full`, the index is out of reach or
 * does not have the wheel, or something `else`. The message is pip's own.
 *
 * @typedef {'python' | 'else' | keyof typeof causes} PipProblem
 */

/** A failed download. */
export class PipFailure extends Error {
  /**
   * @param {PipProblem} problem
   * @param {string} message
   */
  constructor(problem, message) {
    super(message);
    this.problem = problem;
  }
}

/**
 * The command line that runs pip here, or the missing program.
 *
 * @param {Parameters<typeof run>[2]} [options]
 * @returns {Promise<{ command: string[] } | { missing: 'python' | 'pip' }>}
 */
export async function findPip(options) {
  /** @type {'python' | 'pip'} */
  let missing = 'python';
  for (const command of candidates) {
    const [program = '', ...args] = command;
    const { code, output } = await run(program, [...args, '--version'], options);
    if (code === 0 && /^pip \d/m.test(output)) return { command };
    if (causes.pip.test(output)) missing = 'pip';
  }
  return { missing };
}

/**
 * Downloads one wheel through pip, which knows the machine's mirrors, proxies and certificates.
 * Everything is written to `folder`, including pip's temporary files.
 *
 * @param {readonly string[]} pip
 * @param {{ project: string, version: string, tags?: Record<string, string> }} wheel
 * @param {string} folder
 * @param {{ signal?: AbortSignal | undefined, env?: NodeJS.ProcessEnv, onBytes?: (received: number) => void }} [options]
 * @returns {Promise<string>} the path of the file
 * @throws {PipFailure}
 */
export async function downloadWheel(pip, wheel, folder, options = {}) {
  const { signal, env = process.env, onBytes } = options;
  const temporary = join(folder, 'tmp');
  const target = join(folder, 'wheel');
  await mkdir(temporary, { recursive: true });
  await mkdir(target, { recursive: true });
  const [program = '', ...args] = pip;
  const watch = setInterval(() => void largestIn(folder).then((size) => onBytes?.(size)), 200);
  const { code, missing, output } = await run(
    program,
    [
      ...[...args, 'download', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--no-input'],
      ...['--quiet', '--disable-pip-version-check', '--progress-bar=off'],
      ...Object.entries(wheel.tags ?? {}).map(([name, value]) => `--${name}=${value}`),
      ...[`--dest=${target}`, `${wheel.project}==${wheel.version}`],
    ],
    { signal, env: { ...impatient, ...env, TMPDIR: temporary } },
  ).finally(() => clearInterval(watch));
  if (missing) throw new PipFailure('python', output);
  if (code !== 0) throw explain(output);
  const [file] = await readdir(target);
  if (file === undefined) throw new PipFailure('else', 'pip left no file');
  return join(target, file);
}

/** @param {string} output */
function explain(output) {
  const lines = output.split('\n').map((line) => line.trim().replace(/^ERROR: /, ''));
  for (const [problem, words] of Object.entries(causes)) {
    const line = lines.findLast((text) => words.test(text));
    if (line) return new PipFailure(/** @type {PipProblem} */ (problem), line);
  }
  return new PipFailure('else', lines.filter(Boolean).at(-1) ?? 'pip said nothing');
}

/**
 * The size of the largest file under a folder, which is the download, wherever pip puts it.
 *
 * @param {string} folder
 */
async function largestIn(folder) {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map((name) =>
    stat(join(folder, name)).then(
      (entry) => (entry.isFile() ? entry.size : 0),
      () => 0,
    ),
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}

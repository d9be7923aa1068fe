import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputOf } from './input.ts';
import { heapMiB, mostMemory, timeLimit } from './limits.ts';
import { readers } from './readers/index.ts';
import type { Order, Report } from './worker.ts';
import type { Verdict } from './verdict.ts';

export interface Plan {
  readonly reader: string;
  readonly seed: number;
  readonly seconds: number;
  readonly mutants: number;
}

export interface Finding {
  readonly index: number;
  readonly verdict: Verdict;
  readonly input: Uint8Array;
  /** How many inputs showed the same. */
  count: number;
}

export interface Summary {
  mutants: number;
  ok: number;
  refused: number;
  findings: Map<string, Finding>;
  seconds: number;
  /** Milliseconds. */
  slowest: number;
  /** Bytes. */
  memory: number;
}

const flags = ['--conditions=@singlora/source', '--disable-warning=ExperimentalWarning'];
if (!('typescript' in process.features && process.features.typescript))
  flags.push('--import', 'tsx');
/** How long a worker may take to start, or for one input before it counts as hanging. */
const patience = 20_000;

/** glibc's settings for training would keep what an input took, and the next one would seem to take nothing. */
const { MALLOC_MMAP_THRESHOLD_, MALLOC_TRIM_THRESHOLD_, MALLOC_TOP_PAD_, ...env } = process.env;

function start(order: Order): ChildProcess {
  const child = fork(join(import.meta.dirname, 'worker.ts'), [], {
    execArgv: [...flags, `--max-old-space-size=${heapMiB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env,
  });
  child.send(order);
  return child;
}

/** The memory a process takes now, where the system tells: on Linux. */
function resident(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}

interface End {
  /** Why it ended before its time, if it did. */
  readonly fault?: string;
}

/** Waits for a worker's end, and brings it about where it hangs or takes too much. */
function end(
  child: ChildProcess,
  began: () => number,
  onReport: (report: Report) => void,
): Promise<End> {
  return new Promise((done) => {
    let fault: string | undefined;
    let said = '';
    let finished = false;
    child.stderr?.on('data', (text: Buffer) => (said = (said + text.toString()).slice(-5000)));
    const watch = setInterval(() => {
      if (resident(child.pid) > mostMemory) fault = 'too much memory';
      else if (Date.now() - began() > patience) fault = 'too slow';
      if (fault !== undefined) child.kill('SIGKILL');
    }, 50);
    child.on('message', (report) => {
      if ('done' in (report as Report) || 'verdicts' in (report as Report)) finished = true;
      onReport(report as Report);
    });
    child.on('close', (code, signal) => {
      clearInterval(watch);
      if (finished) return done({});
      const crash = /heap out of memory|Array buffer allocation failed/.test(said)
        ? 'too much memory'
        : `a crash (${code ?? signal})`;
      done({ fault: fault ?? `${crash}` });
    });
  });
}

/** The verdict on files by a fresh process, which no earlier input has made larger or slower. */
export async function judgeAlone(reader: string, path: string): Promise<Verdict> {
  let verdict: Verdict | undefined;
  const began = Date.now();
  const { fault = 'no answer' } = await end(
    start({ reader, files: [path] }),
    () => began,
    (report) => {
      if ('verdicts' in report) verdict = report.verdicts[0];
    },
  );
  return (
    verdict ?? { kind: 'finding', signature: fault, detail: fault, milliseconds: 0, memory: 0 }
  );
}

/** Tries one reader with inputs from a seed, for so many seconds or inputs. */
export async function campaign({ reader, seed, seconds, mutants }: Plan): Promise<Summary> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
  const state = join(folder, 'state');
  const suspect = join(folder, 'input');
  const made = await readers[reader]?.();
  if (!made) throw new Error(`There is no reader ${reader}`);
  const beginning = Date.now();
  const until = beginning + seconds * 1000;
  const sum: Summary = {
    mutants: 0,
    ok: 0,
    refused: 0,
    findings: new Map(),
    seconds: 0,
    slowest: 0,
    memory: 0,
  };

  const note = async (index: number, verdict: Verdict): Promise<void> => {
    const known = sum.findings.get(verdict.signature ?? '');
    if (known) return void known.count++;
    const input = inputOf(made, reader, seed, index);
    writeFileSync(suspect, input);
    // Memory and time depend on what else the process did: what a fresh one does not show is no finding.
    const again = await judgeAlone(reader, suspect);
    if (again.kind === 'finding' && again.signature !== undefined) {
      const same = sum.findings.get(again.signature);
      if (same) same.count++;
      else sum.findings.set(again.signature, { index, verdict: again, input, count: 1 });
    } else if (again.kind === 'ok') sum.ok++;
    else sum.refused++;
  };

  try {
    for (let from = 0; from < mutants && Date.now() < until;) {
      const fields = new Float64Array(6);
      fields[0] = from;
      fields[5] = Date.now();
      writeFileSync(state, fields);
      const found: [number, Verdict][] = [];
      const read = () => {
        const bytes = readFileSync(state);
        return bytes.length === fields.byteLength
          ? new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
          : fields;
      };
      const order: Order = { reader, seed, from, to: mutants, until, state };
      const { fault } = await end(
        start(order),
        () => read()[5] ?? 0,
        (report) => {
          if ('index' in report) found.push([report.index, report.verdict]);
        },
      );
      const [index = from, ok = 0, refused = 0, slowest = 0, memory = 0] = read();
      sum.ok += ok;
      sum.refused += refused;
      sum.slowest = Math.max(sum.slowest, slowest);
      sum.memory = Math.max(sum.memory, memory);
      from = index;
      if (fault !== undefined) {
        found.push([
          index,
          {
            kind: 'finding',
            signature: fault,
            detail: fault,
            milliseconds: timeLimit(0),
            memory: 0,
          },
        ]);
        from++;
      }
      sum.mutants = from;
      for (const [at, verdict] of found) await note(at, verdict);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  sum.seconds = (Date.now() - beginning) / 1000;
  return sum;
}

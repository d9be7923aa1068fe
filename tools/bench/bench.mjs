#!/usr/bin/env node
// Times this project beside PyTorch + transformers + peft on the same work, in turns.
//
//     nx run tools:bench --case=minilm-32x48
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochCase, paddings, stepCases } from './cases.mjs';
import { readOptions } from './options.mjs';
import { median, provenance, writeRecord } from './record.mjs';
import { checkPython, startLab, startTorch } from './sides.mjs';

const epochName = 'epoch-mnli';
const names = [...Object.keys(stepCases), epochName];
const usage = `Times this project beside PyTorch + transformers + peft on the same work, in turns.

  --case NAME     one case, or several with commas between (default: all)
                  ${names.join('\n                  ')}
  --rounds N      turns of each side (default 5; 1 for the epoch)
  --steps N       steps a turn (default 8)
  --rows N        training rows of the epoch (default: all there are)
  --python PATH   Python with torch, transformers and peft (default: SINGLORA_PYTHON, or python3)
  --help          this text

Results go to runs/bench (or SINGLORA_BENCH), from which the report's performance page is made:
nx run reports:build. A ratio above 1 means that this project takes less time.`;

const {
  chosen,
  help,
  rounds,
  steps = 8,
  rows,
  python = process.env.SINGLORA_PYTHON ?? 'python3',
} = readOptions({
  usage,
  numbers: ['rounds', 'steps', 'rows'],
  texts: ['python'],
  choice: { name: 'case', known: names },
});
const threads = availableParallelism();
const ms = (value) => `${value.toFixed(0)} ms`;
const mib = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
const ratio = (theirs, ours) => `${(theirs / ours).toFixed(2)}×`;

/** Runs `measure` with our side and `count` of the other started, and ends them whatever happens. */
async function withSides(job, count, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'singlora-bench-'));
  const workers = [];
  const start = async (worker) => {
    workers.push(worker);
    return { worker, ready: await worker.next() };
  };
  try {
    const lab = await start(startLab({ ...job, folder, threads }));
    const { folder: model, tokens, targets, head } = lab.ready;
    const method = job.against ?? job.method;
    const torch = [];
    while (torch.length < count) {
      const theirs = { ...job, method, model, tokens, targets, head, threads };
      torch.push(await start(startTorch(python, theirs)));
    }
    return await measure(lab, torch);
  } finally {
    for (const worker of workers) worker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Asks all sides in turn, in one order and then in the other; `note` keeps a side's answer. */
async function inTurns(sides, turns, note) {
  for (let turn = 0; turn < turns; turn++) {
    for (const side of turn % 2 ? sides.toReversed() : sides) {
      note(side.measured, await side.worker.ask(side.command));
    }
  }
}

/** How the other side is called: by what makes its adapters. */
function otherName({ method, against = method }) {
  if (against === 'singlora') return 'PyTorch, SingLoRA by hand';
  return against === 'peft-singlora' ? 'PyTorch + peft-singlora' : 'PyTorch + peft';
}

async function benchSteps(name) {
  const job = stepCases[name];
  const turns = rounds ?? 5;
  await withSides(job, 1, async (lab, [torch]) => {
    const side = ({ worker, ready }, name) => {
      return { worker, command: { steps }, measured: { name, versions: ready.ready, milliseconds: [] } }; // prettier-ignore
    };
    const sides = [side(lab, 'SingLoRA Lab'), side(torch, otherName(job))];
    for (const { worker } of sides) await worker.ask({ steps: 4 }); // start-up, not counted
    await inTurns(sides, turns, (measured, { milliseconds, peakRssBytes }) => {
      measured.milliseconds.push(milliseconds);
      measured.peakRssBytes = peakRssBytes;
    });
    const [ours, theirs] = sides.map(({ measured: { milliseconds, peakRssBytes } }) => {
      const all = milliseconds.flat();
      return { min: Math.min(...all), median: median(all), peakRssBytes };
    });
    const { model, batch, length } = job;
    const isRandom = typeof model !== 'string';
    const setting = { ...job, threads, model: isRandom ? model.title : model };
    writeRecord({
      kind: 'step',
      case: name,
      title: `${isRandom ? setting.model : 'MiniLM-L6'}, ${batch} × ${length} tokens`,
      command: `npx nx run tools:bench --case=${name}`,
      ...provenance(lab.ready.environment),
      setting: { ...setting, weights: isRandom ? 'random' : 'pretrained' },
      rounds: turns,
      sides: sides.map(({ measured }) => measured),
    });
    console.log(
      `${name.padEnd(28)} ${ratio(theirs.median, ours.median).padStart(6)}` +
        `   ours ${ms(ours.min)} min, ${ms(ours.median)} median, ${mib(ours.peakRssBytes)}` +
        `   PyTorch ${ms(theirs.min)}, ${ms(theirs.median)}, ${mib(theirs.peakRssBytes)}` +
        `   minima ${ratio(theirs.min, ours.min)}`,
    );
  });
}

async function benchEpoch() {
  const turns = rounds ?? 1;
  const name = rows === undefined ? epochName : `${epochName}-${rows}`;
  // A process for each padding: a process's peak of memory never falls.
  const others = Object.entries(paddings);
  await withSides({ ...epochCase, rows }, others.length, async (lab, torch) => {
    const { ready } = lab;
    const side = ({ worker, ready: { ready: versions } }, epoch, name, padding) => {
      const measured = { name, padding, versions, seconds: [], realTokens: ready.realTokens };
      return { worker, command: { epoch }, measured };
    };
    const sides = [
      side(lab, true, 'SingLoRA Lab', 'as shipped'),
      ...others.map(([epoch, padding], i) => side(torch[i], epoch, otherName(epochCase), padding)),
    ];
    await inTurns(sides, turns, (measured, { seconds, ...counts }) => {
      measured.seconds.push(seconds);
      Object.assign(measured, counts);
    });
    const { model, batch, method, rank, alpha } = epochCase;
    writeRecord({
      kind: 'epoch',
      case: name,
      title: `One epoch of MNLI, ${ready.rows} rows`,
      command: `npx nx run tools:bench --case=${epochName}${rows ? ` --rows=${rows}` : ''}`,
      ...provenance(lab.ready.environment),
      setting: { ...{ model, batch, method, rank, alpha }, rows: ready.rows, epochs: 1, data: ready.data }, // prettier-ignore
      sides: sides.map(({ measured }) => measured),
    });
    const ours = median(sides[0].measured.seconds);
    console.log(`${name}: ${ready.rows} rows, ${ready.data}`);
    for (const { measured: side } of sides) {
      const seconds = median(side.seconds);
      const padding = 100 * (1 - side.realTokens / side.tokens);
      console.log(
        `  ${side.name}, ${side.padding}`.padEnd(36) +
          `${ratio(seconds, ours).padStart(6)}   ${seconds.toFixed(1)} s, ` +
          `${(ready.rows / seconds).toFixed(0)} examples/s, ${padding.toFixed(1)} % padding, ${mib(side.peakRssBytes)}`,
      );
    }
  });
}

if (help) console.log(usage);
else {
  try {
    checkPython(python);
    for (const name of chosen) await (name === epochName ? benchEpoch() : benchSteps(name));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

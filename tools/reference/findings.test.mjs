// The check of findings.py must fail where it should: on findings that are not what the archives say.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { folderForThisTest } from '@singlora/core/disk/temporary';
import { expect, it } from 'vitest';
import { describeWith } from '../../python/tests/python.test.support.ts';

const results = join(import.meta.dirname, '../../results');
const files = [
  'glue-mpnet.jsonl.br',
  'lr-sensitivity-decoder.jsonl.br',
  'best-rate-q-k.jsonl.br',
  'theory.jsonl.br',
  'bench/minilm-32x48-amd-epyc.json',
];
const rates = 'lr-sensitivity/mnli/smollm2-135m-instruct';
const pictures = 'dreambooth/best-rate-q-k';
const speed = 'speed/amd-epyc/minilm-32x48';
const compiled = 'pytorch-plus-peft-compiled';
const designs = ['glue/mpnet', rates, pictures, 'theory/width-sweep/readout', speed];

/** A folder with the findings of some designs, of each kind, and with their archives. */
function someResults() {
  const folder = folderForThisTest();
  mkdirSync(join(folder, 'bench'));
  for (const file of files) cpSync(join(results, file), join(folder, file));
  const all = JSON.parse(readFileSync(join(results, 'findings.json'), 'utf8'));
  const findings = all.findings.filter(({ design }) => designs.includes(design));
  const write = () =>
    writeFileSync(join(folder, 'findings.json'), JSON.stringify({ ...all, findings }));
  write();
  /** Changes findings, each by its id. */
  const change = (changes) => {
    for (const [id, apply] of Object.entries(changes)) apply(findings.find((one) => one.id === id));
    write();
  };
  return { folder, change, ids: findings.map(({ id }) => id) };
}

/** Checks a folder: the exit code, the ids of findings that it names as deviating, and all that it prints. */
function checked(folder) {
  const script = join(import.meta.dirname, 'findings.py');
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' };
  const { status, stdout, stderr } = spawnSync(process.env.SINGLORA_PYTHON, [script, folder], {
    encoding: 'utf8',
    env,
  });
  expect(stderr).toBe('');
  const [, deviating = ''] = stdout.split('\nDeviating: ');
  const named = new Set([...deviating.matchAll(/^ {2}(\S+): /gm)].map(([, id]) => id));
  return { status, named: [...named].sort(), stdout };
}

describeWith(['numpy', 'scipy', 'brotli'], 'the check of findings', () => {
  it('names nothing where findings are as recorded', () => {
    const { status, named, stdout } = checked(someResults().folder);
    expect({ status, named }).toEqual({ status: 0, named: [] });
    expect(stdout).toContain('Not recomputed: none');
  });

  it('names each finding with a changed number or verdict, and no other', () => {
    const { folder, change } = someResults();
    const flip = (one) => (one.estimate = -one.estimate);
    const changes = {
      'glue/mpnet': flip,
      'glue/mpnet/stsb': (one) => (one.interval[1] += 0.01 * (one.interval[1] - one.interval[0])),
      'glue/mpnet/mrpc': (one) => (one.given.corrected *= 0.99),
      'glue/mpnet/qnli': (one) => (one.n.seeds = 4),
      'glue/mpnet/sst2': (one) => (one.standardError *= 1.01),
      'glue/mpnet/without-stsb': (one) => (one.given.pValue *= 0.9),
      [`${rates}/spread-over-all-rates-1e-4-to-3e-3`]: flip,
      [`${pictures}/singlora-r12-lora-plus-r8`]: (one) => (one.verdict = 'higher'),
      [`${pictures}/singlora-r8-lora-r8/scene`]: (one) => (one.interval[0] *= 1.001),
      'theory/two-layer/lora/gd': (one) => (one.interval[0] -= 0.001),
      'theory/two-layer/singlora/gd': (one) => (one.verdict = 'vanishing'),
      [`${speed}/float32/${compiled}`]: (one) => (one.interval[0] *= 0.9),
      [`${speed}/bfloat16/${compiled}`]: (one) => (one.estimate *= 1.001),
    };
    change(changes);
    const { status, named } = checked(folder);
    expect({ status, named }).toEqual({ status: 1, named: Object.keys(changes).sort() });
  });

  it('names the findings whose archive has one other prediction', () => {
    const { folder } = someResults();
    const path = join(folder, 'glue-mpnet.jsonl.br');
    const lines = brotliDecompressSync(readFileSync(path)).toString().split('\n');
    const at = lines.findIndex((line) => {
      const { purpose, task } = line ? JSON.parse(line).run.config : {};
      return purpose === 'result' && task === 'mrpc';
    });
    const entry = JSON.parse(lines[at]);
    const { content } = entry.artifacts.find(({ name }) => name === 'predictions.spare.jsonl');
    const [row, ...rows] = content.text.split('\n');
    const opposite = { equivalent: 'not_equivalent', not_equivalent: 'equivalent' };
    const { predicted, ...known } = JSON.parse(row);
    content.text = [JSON.stringify({ ...known, predicted: opposite[predicted] }), ...rows].join(
      '\n',
    );
    lines[at] = JSON.stringify(entry);
    const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    writeFileSync(path, brotliCompressSync(lines.join('\n'), fast));
    const { status, named } = checked(folder);
    expect({ status, named }).toEqual({
      status: 1,
      named: ['glue/mpnet', 'glue/mpnet/mrpc', 'glue/mpnet/without-stsb'],
    });
  });

  it('names the findings without their runs or measurement', () => {
    const { folder, ids } = someResults();
    for (const file of ['best-rate-q-k.jsonl.br', 'bench/minilm-32x48-amd-epyc.json'])
      rmSync(join(folder, file));
    const { status, named } = checked(folder);
    expect(status).toBe(1);
    const isLost = (id) => id.startsWith(pictures) || id.startsWith(speed);
    expect(named.toSorted()).toEqual(ids.filter(isLost).sort());
  });
});

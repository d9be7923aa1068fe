import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { recordedRuns } from '@singlora/comparison';
import { exportRuns, openArchive } from '@singlora/tracking';
import { expect, it } from 'vitest';
import {
  chromiumPath,
  startChromium,
  whereFound,
} from '../../packages/core/src/browser/chromium.test.support.ts';
import { usualLimits } from '../limits.ts';
import { renderPages } from '../pages.ts';
import { recordedOf } from '../suites.ts';
import { faultsOf } from './in-browser.test.support.ts';

/** Texts that would be markup, a script, a link, a template, text in another direction, or too wide. */
const texts = [
  '<script>alert(1)</script><img src=x onerror="alert(2)">',
  '"></script><svg onload=alert(3)><iframe src=https://a.example>',
  'javascript:alert(4)',
  "' onmouseover='alert(5)' style='background:url(\"https://a.example\")",
  '`${alert(6)}` {{alert(7)}} --> ]]> <!--',
  '\u202egnp.exe \u2067\u05d0\u05d1\u200f',
  'W'.repeat(300),
  '[x](javascript:alert(8)) ![y](https://a.example/y.png) &lt;b&gt;',
];

/** Replaces every text by a hostile one, and with `names` also each name, except those that `isKept` accepts. */
function hostileIn(value: unknown, isKept: (key: string) => boolean, names = false): unknown {
  let next = 0;
  const text = () => `${texts[next++ % texts.length] ?? ''}${next}`;
  const made = (one: unknown, key = ''): unknown => {
    if (typeof one === 'string') return isKept(key) ? one : text();
    if (Array.isArray(one)) return one.map((item) => made(item, key));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([own, item]) => [names ? text() : own, made(item, own)]),
    );
  };
  return made(value);
}

/** A schema's fixed words stay, or the run would belong to no suite. */
const isWord = (key: string) =>
  !['model', 'preset', 'task', 'subject', 'data', 'encoder', 'clip'].includes(key);

interface Line {
  run: Record<string, unknown>;
  starts: { environment: object }[];
  metrics: Record<string, unknown>;
}

/** An archive's line with hostile free texts; of its configuration either all texts, or those that a page still reads. */
function hostileLine(line: Line, at: number, isWhole: boolean): string {
  const { id: _, startedAt, finishedAt, config, summary, assets, ...free } = line.run;
  const isRead = isWhole ? () => false : isWord;
  const run = {
    ...(hostileIn({ ...free, tags: [''], note: '' }, () => false) as object),
    id: at.toString(16).padStart(12, 'a'),
    startedAt,
    finishedAt,
    summary,
    ...(isWhole || at % 2 ? {} : { experiment: free['experiment'] }),
    config: hostileIn(config, isRead),
    assets: (assets as { kind: string; sha256: object }[]).map(({ kind, sha256, ...rest }) => ({
      kind,
      sha256: hostileIn(sha256, () => false, true),
      ...(hostileIn(rest, () => false) as object),
    })),
  };
  const starts = line.starts.map((start) => {
    const { packages, code, ...environment } = start.environment as Record<string, unknown>;
    const named = { packages: hostileIn(packages, () => false, true), code };
    return {
      ...start,
      environment: { ...(hostileIn(environment, () => false) as object), ...named },
    };
  });
  const [first] = Object.values(line.metrics);
  const metrics = { ...line.metrics, ...(first ? { [texts[0] ?? '']: first } : {}) };
  return JSON.stringify({ ...line, run, starts, metrics });
}

/** An archive of hostile runs of each suite. */
async function hostileArchive(folder: string): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const sources = [
    'lab/comparison/src/fixtures/glue.jsonl.gz',
    'theory/fixtures/smoke.jsonl.gz',
    'lab/comparison/src/fixtures/pictures.jsonl.br',
  ];
  const lines: string[] = [];
  for (const source of sources) {
    const tracking = await openArchive(join(root, source));
    const current = join(folder, 'current.jsonl.gz');
    const ids = new Set((await tracking.list({ limit: 40 })).map(({ id }) => id));
    await exportRuns(tracking, current, { isWanted: ({ id }) => ids.has(id) });
    await tracking.close();
    const all = String(gunzipSync(await readFile(current)))
      .trim()
      .split('\n');
    for (const [at, text] of all.entries())
      lines.push(hostileLine(JSON.parse(text) as Line, lines.length, at % 4 === 3));
  }
  const path = join(folder, 'hostile.jsonl.gz');
  await writeFile(path, gzipSync(`${lines.join('\n')}\n`));
  return path;
}

// Takes minutes: skipped in the short form.
it.skipIf(!chromiumPath() || process.env['SINGLORA_FAULTS'] === 'short')(
  `a hostile archive stays text: no dialog, script, request or broken layout on any page${whereFound}`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
    const tracking = await openArchive(await hostileArchive(folder));
    const recorded = recordedOf({
      ...(await recordedRuns(tracking)),
      limits: usualLimits,
      measurements: { records: [], scores: [], damaged: [] },
    });
    const ids = recorded.runs.map(({ record }) => record.id);
    const made = { generatedAt: '2026-02-03T04:05:06.000Z', code: texts[0] ?? '', listsRuns: true };
    const files: string[] = [];
    const shows: string[] = [];
    for await (const { href, html } of renderPages(recorded, made)) {
      files.push(href);
      if (html.includes('&lt;script&gt;alert(1)')) shows.push(href);
      await writeFile(join(folder, href), html);
    }
    await tracking.close();
    const places = [`#run=${ids[0]}`, `#compare=${ids.slice(0, 6).join()}`];
    const browser = await startChromium();
    const faults: string[] = [];
    for (const name of [...files, ...places.map((place) => `runs.html${place}`)]) {
      const found = await faultsOf(browser, join(folder, name));
      faults.push(...found.map((fault) => `${name}, ${fault}`));
    }
    await browser.close();
    await rm(folder, { recursive: true });
    expect(recorded.damaged).toEqual([]);
    // Each page has the hostile text in its code's name; those of suites also show recorded texts.
    expect(shows).toEqual(files);
    expect(faults).toEqual([]);
  },
);

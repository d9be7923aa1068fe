import * as tf from '@tensorflow/tfjs-core';
import { scaling } from '../config.ts';
import { ownFactors } from '../factors.ts';
import { methodOf } from '../adapter-config.ts';
import { spectrum, type Spectrum } from '../spectrum.ts';
import { matrixOf } from '../matrix-of.ts';
import { configForLayer } from '../targets.ts';
import type { AdapterArchive } from './archive.ts';

/** The content of an adapter file, in numbers and as text. */
export interface Inspection {
  readonly form: string;
  readonly method: string;
  readonly u: number;
  /** The number of values in adapted layers; below, in layers trained whole, single rows of embeddings, and differences of whole tensors. */
  readonly adapterParameters: number;
  readonly wholeParameters: number;
  readonly layers: readonly (Spectrum & { name: string; in: number; out: number; rank: number })[];
  /** The same as text to print. */
  readonly text: string;
}

/** Reads the content of an adapter file, and the spectra of its low-rank updates. */
export async function inspection(
  archive: AdapterArchive & { readonly form: string },
): Promise<Inspection> {
  const method = methodOf(archive.config);
  const layers: Inspection['layers'][number][] = [];
  for (const { name, layer, ...values } of archive.layers) {
    const config = configForLayer(archive.config, name);
    const factors = ownFactors(values, { layer, config });
    const [p, q] = [await matrixOf(factors.p), await matrixOf(factors.q)];
    tf.dispose({ ...factors });
    const found = spectrum(p, q, archive.u * scaling(config));
    layers.push({ name, in: layer.inFeatures, out: layer.outFeatures, rank: config.r, ...found });
  }
  const count = (tensors: readonly tf.Tensor[]) => tensors.reduce((sum, { size }) => sum + size, 0);
  const adapterParameters = count(
    archive.layers.flatMap(({ parameters }) => Object.values(parameters)),
  );
  const found = {
    form: archive.form,
    method: archive.config.method,
    u: archive.u,
    adapterParameters,
    wholeParameters: count([
      ...Object.values(archive.whole),
      ...Object.values(archive.added ?? {}),
      ...Object.values(archive.tokens ?? {}).map(({ rows }) => rows),
    ]),
    layers,
  };
  return { ...found, text: describe(found, method.summary) };
}

function describe(found: Omit<Inspection, 'text'>, summary: string): string {
  const width = Math.max(...found.layers.map(({ name }) => name.length));
  const optional = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(2));
  return [
    `${found.form} file, method ${found.method} (${summary}), u = ${found.u}`,
    `${found.adapterParameters.toLocaleString('en')} adapter parameters in ${found.layers.length} layers, ` +
      `${found.wholeParameters.toLocaleString('en')} in layers trained whole`,
    `${'layer'.padEnd(width)}  out × in       rank  ‖ΔW‖      effective rank  symmetry  definiteness`,
    ...found.layers.map((layer) =>
      [
        layer.name.padEnd(width),
        `${layer.out} × ${layer.in}`.padEnd(13),
        String(layer.rank).padStart(4),
        layer.norm.toExponential(2),
        layer.effectiveRank.toFixed(2).padStart(14),
        optional(layer.symmetry).padStart(8),
        optional(layer.definiteness).padStart(12),
      ].join('  '),
    ),
  ].join('\n');
}

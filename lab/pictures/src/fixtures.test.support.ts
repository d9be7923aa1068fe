import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FilterName } from './filters.ts';
import type { Picture } from './picture.ts';

interface Told {
  readonly width: number;
  readonly height: number;
  /** Base 64. */
  readonly pixels: string;
}

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** The results of PIL, numpy and torch for the same. */
export const expected = JSON.parse(await readFile(fixture('expected.json'), 'utf8')) as {
  readonly decoded: Readonly<Record<string, Told>>;
  readonly source: Told;
  readonly resized: readonly (Told & { readonly filter: FilterName })[];
  readonly letterboxed: readonly {
    readonly source: Told;
    readonly filter: FilterName;
    readonly square: Told;
  }[];
  readonly floats: readonly number[];
  readonly some: readonly number[];
  readonly back: readonly number[];
};

export const pictureOf = ({ width, height, pixels }: Told): Picture => ({
  width,
  height,
  pixels: new Uint8Array(Buffer.from(pixels, 'base64')),
});

/** The largest difference of two pictures' values; infinite for different sizes. */
export function difference(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return Infinity;
  return one.pixels.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (other.pixels[i] ?? NaN))),
    0,
  );
}

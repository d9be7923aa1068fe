import { quoted } from '@singlora/core/formats';

/** The kind of a picture that can be read, by the file's first bytes. */
export type Kind = 'JPEG' | 'PNG' | 'WebP' | 'GIF';

const kinds: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/^\xff\xd8\xff/, 'JPEG'],
  [/^\x89PNG\r\n[^]\n/, 'PNG'],
  [/^RIFF[^]{4}WEBP/, 'WebP'],
  [/^GIF8[79]a/, 'GIF'],
];

const others: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^[^]{4}ftyp(heic|heix|hevc|mif1|msf1)/, 'a HEIC picture, as phones take them'],
  [/^[^]{4}ftypavi[fs]/, 'an AVIF picture'],
  [/^[^]{4}ftyp/, 'a video'],
  [/^(II\*\0|MM\0\*)/, 'a TIFF picture'],
  [/^BM/, 'a BMP picture'],
  [/^[^]{4}JXL |^\xff\n/, 'a JPEG XL picture'],
  [/^[^]{4}jP {2}/, 'a JPEG 2000 picture'],
  [/^%PDF/, 'a PDF document'],
  [/^PK[^]{2}/, 'a ZIP archive'],
  [/^\s*(<\?xml[^]*)?<svg/i, 'an SVG drawing'],
  [/^\s*<(!doctype )?html/i, 'a web page, as a refused download leaves'],
  [/^version https:\/\/git-lfs/, 'a pointer of Git LFS, not the picture (git lfs pull fetches it)'],
];

const looked = 300;

/** The kind of a readable picture, or else a description of the file, for a message. */
export function kindOf(bytes: Uint8Array): { readonly kind: Kind } | { readonly other: string } {
  const head = Buffer.from(bytes.subarray(0, looked)).toString('latin1');
  const kind = kinds.find(([pattern]) => pattern.test(head))?.[1];
  if (kind) return { kind };
  if (bytes.length === 0) return { other: 'empty' };
  const known = others.find(([pattern]) => pattern.test(head))?.[1];
  return { other: known ?? `no picture: it begins with ${quoted(head.slice(0, 16))}` };
}

/** Whether a PNG is animated, which readers of still pictures ignore. */
export const isAnimatedPng = (bytes: Uint8Array): boolean => {
  const head = Buffer.from(bytes.subarray(0, 1 << 16)).toString('latin1');
  const frames = head.indexOf('acTL');
  return frames >= 0 && frames < (head + 'IDAT').indexOf('IDAT');
};

import { createHash } from 'node:crypto';
import type { AssetRecord } from '@singlora/tracking';
import type { NamedPicture } from './read.ts';

/** A rendered subject's entry in a run's record: the SHA-256 of its pictures' pixels, by their purpose. */
export const renderedAsset = (
  name: string,
  pictures: Readonly<Record<string, readonly NamedPicture[]>>,
  standIn: string,
): AssetRecord => ({
  kind: 'dataset',
  id: `rendered/${name}`,
  revision: '1',
  source: 'built-in',
  origin: 'pictures that this project renders',
  sha256: Object.fromEntries(Object.entries(pictures).map(([of, some]) => [of, hashOf(some)])),
  standIn,
});

function hashOf(pictures: readonly NamedPicture[]): string {
  const sha256 = createHash('sha256');
  for (const { picture } of pictures) sha256.update(picture.pixels);
  return sha256.digest('hex');
}

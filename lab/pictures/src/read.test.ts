import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { folderForAllTests } from '@singlora/core/disk/temporary';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { difference, expected, fixture, pictureOf } from './fixtures.test.support.ts';
import { decodePicture, readPicture } from './read.ts';

const folder = folderForAllTests();

async function written(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

async function read(name: string) {
  const notices: string[] = [];
  const onNotice = (line: string) => notices.push(line.replace(/^.*\/fixtures\//, ''));
  return { picture: await readPicture(fixture(name), { onNotice }), notices };
}

const same = (name: string) => pictureOf(expected.decoded[name]!);

describe('is what PIL reads, without a word', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turned as EXIF says: %i', async (orientation) => {
    const name = `turned.${orientation}.jpg`;
    const { picture, notices } = await read(name);
    expect(difference(picture, same(name))).toBe(0);
    expect(picture.width).toBe(orientation > 4 ? 24 : 40);
    expect(notices).toEqual([]);
  });

  it.each([
    ...['plain.png', 'plain.webp', 'grey.png', 'grey.jpg', 'palette.png', 'bits.png'],
    ...['progressive.jpg', 'opaque.png'],
  ])('%s', async (name) => {
    const { picture, notices } = await read(name);
    expect(difference(picture, same(name))).toBe(0);
    expect(notices).toEqual([]);
  });

  it('lossy.webp, but for the rounding of colours', async () => {
    const { picture } = await read('lossy.webp');
    expect(difference(picture, same('lossy.webp'))).toBeLessThanOrEqual(2);
  });
});

describe('is changed, which is told', () => {
  it.each([
    ['deep.png', 'deep.png has 16 bits a channel: the upper 8 are taken'],
    ['animated.webp', 'animated.webp is animated: its first frame is taken'],
    ['animated.png', 'animated.png is animated: its first frame is taken'],
    ['animated.gif', 'animated.gif is animated: its first frame is taken'],
  ])('%s', async (name, notice) => {
    const { picture, notices } = await read(name);
    expect(difference(picture, same(name))).toBe(0);
    expect(notices).toEqual([notice]);
  });

  it('deep-grey.png', async () => {
    const { picture, notices } = await read('deep-grey.png');
    const plain = same('plain.png');
    const red = plain.pixels.map((_, i) => plain.pixels[i - (i % 3)]!);
    expect(difference(picture, { ...plain, pixels: red })).toBe(0);
    expect(notices).toHaveLength(1);
  });

  it('alpha.png, put on white', async () => {
    const { picture, notices } = await read('alpha.png');
    const plain = same('plain.png');
    const pixels = plain.pixels.map((value, i) => (Math.floor(i / 3) % 40 < 20 ? value : 255));
    expect(difference(picture, { ...plain, pixels })).toBe(0);
    expect(notices).toEqual(['alpha.png is transparent in places: it is put on white']);
  });

  it('cmyk.jpg', async () => {
    const { picture, notices } = await read('cmyk.jpg');
    expect([picture.width, picture.height, picture.pixels.length]).toEqual([40, 24, 40 * 24 * 3]);
    // Inks of a usual profile are duller than PIL's arithmetic.
    expect(difference(picture, same('cmyk.jpg'))).toBeLessThan(150);
    expect(notices).toEqual([
      'cmyk.jpg is in CMYK: its colours are converted to sRGB by a usual profile',
    ]);
  });
});

describe('with a colour profile', () => {
  const red = sharp({ create: { width: 4, height: 4, channels: 3, background: '#c82828' } });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'is converted by it, which is told: %s',
    async (form) => {
      const notices: string[] = [];
      const bytes = await red
        .clone()
        .withIccProfile('p3')
        .toFormat(form, { quality: 100 })
        .toBuffer();
      const { pixels } = await decodePicture(bytes, 'wide', {
        onNotice: (line) => notices.push(line),
      });
      expect(Math.abs(pixels[0]! - 0xc8)).toBeLessThan(4);
      expect(notices).toEqual([
        'wide has a colour profile, as of Display P3: its colours are converted to sRGB by it',
      ]);
    },
  );

  it.each([
    ['srgb', 'garbage', 'has a colour profile that cannot be used: its colours are taken as sRGB'],
    ['cmyk', 'garbage', 'is in CMYK: its colours are converted to sRGB by a usual profile'],
    ['cmyk', 'sRGB', 'is in CMYK: its colours are converted to sRGB by a usual profile'],
  ] as const)('that does not fit is not said to be used: %s, %s', async (space, text, notice) => {
    const jpeg = await red.clone().toColourspace(space).jpeg({ quality: 100 }).toBuffer();
    const profile = Buffer.alloc(200, text);
    const start = Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1');
    const size = Buffer.from([0xff, 0xe2, 0, 2 + start.length + profile.length]);
    // After the start of the picture, and before all else.
    const bytes = Buffer.concat([jpeg.subarray(0, 2), size, start, profile, jpeg.subarray(2)]);
    const notices: string[] = [];
    const options = { onNotice: (line: string) => notices.push(line) };
    const { pixels } = await decodePicture(bytes, 'odd', options);
    const plain = await decodePicture(jpeg, 'plain');
    expect(notices).toEqual([`odd ${notice}`]);
    expect(pixels).toEqual(plain.pixels);
  });

  it('of sRGB stays as it is, without a word', async () => {
    const notices: string[] = [];
    const bytes = await red.clone().withIccProfile('srgb').png().toBuffer();
    const { pixels } = await decodePicture(bytes, 'plain', {
      onNotice: (line) => notices.push(line),
    });
    expect([...pixels.subarray(0, 3)]).toEqual([0xc8, 0x28, 0x28]);
    expect(notices).toEqual([]);
  });
});

describe('is refused', () => {
  it.each<[string, Uint8Array | string, RegExp]>([
    ['empty.jpg', '', /empty\.jpg is empty\. Pictures can be/],
    ['page.jpg', '<!DOCTYPE html><html>', /is a web page, as a refused download/],
    ['text.png', 'hello\u001b[2J', /is no picture: it begins with "hello\\u\{1b\}\[2J"/],
    ['drawing.png', '<?xml version="1.0"?><svg>', /is an SVG drawing/],
    ['archive.jpg', 'PK\u0003\u0004', /is a ZIP archive/],
    ['phone.jpg', '\0\0\0\u0018ftypheic', /is a HEIC picture, as phones/],
    ['lfs.jpg', 'version https://git-lfs.github.com/spec/v1', /is a pointer of Git LFS/],
  ])('%s, which is none', async (name, bytes, message) => {
    const work = readPicture(await written(name, bytes));
    await expect(work).rejects.toMatchObject({ code: 'PICTURE_KIND' });
    await expect(work).rejects.toThrow(message);
  });

  it('a TIFF picture', async () => {
    await expect(readPicture(fixture('picture.tiff'))).rejects.toThrow(/is a TIFF picture/);
  });

  it.each(['turned.1.jpg', 'progressive.jpg', 'plain.png', 'plain.webp'])(
    '%s where it is cut short',
    async (name) => {
      const bytes = await readFile(fixture(name));
      for (const part of [0.3, 0.6, 0.8]) {
        const cut = bytes.subarray(0, Math.ceil(bytes.length * part));
        const work = decodePicture(cut, 'cut');
        await expect(work).rejects.toMatchObject({ code: 'PICTURE_DAMAGED' });
        await expect(work).rejects.toThrow(
          /^cut is a (JPEG|PNG|WebP) that is cut short or damaged/,
        );
      }
    },
  );

  it('with too many pixels, before they are unpacked', async () => {
    const bytes = await readFile(fixture('plain.png'));
    for (const at of [16, 20]) bytes.writeUInt32BE(20_000, at); // width and height
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    const work = decodePicture(bytes, 'large');
    await expect(work).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' });
    await expect(work).rejects.toThrow(
      /large has 20000 × 20000 pixels, which take 1231 MB to decode, and at most 320 MB may/,
    );
  });

  /** The fixture with other numbers in its header. */
  const claiming = async (name: string, change: (bytes: Buffer) => void) => {
    const bytes = await readFile(fixture(name));
    change(bytes);
    if (name.endsWith('.png')) bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    return bytes;
  };
  const pngSize = (bytes: Buffer, width: number, height: number) => {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
  };
  const frameSize = (bytes: Buffer, width: number, height: number) => {
    const frame = bytes.findIndex(
      (byte, at) => byte === 0xff && /[\xc0-\xc2]/.test(latin(bytes, at)),
    );
    bytes.writeUInt16BE(height, frame + 5);
    bytes.writeUInt16BE(width, frame + 7);
  };
  const latin = (bytes: Buffer, at: number) => bytes.toString('latin1', at + 1, at + 2);

  it.each<[string, string, (bytes: Buffer) => void, number]>([
    ['one row of 100 million', 'plain.png', (bytes) => pngSize(bytes, 99_999_999, 1), 3001],
    [
      'an interlaced PNG',
      'plain.png',
      (bytes) => {
        pngSize(bytes, 10_000, 9_999);
        bytes[28] = 1;
      },
      616,
    ],
    [
      '16 bits with transparency',
      'deep.png',
      (bytes) => {
        pngSize(bytes, 10_000, 9_999);
        bytes[25] = 6;
      },
      441,
    ],
    ['a progressive JPEG', 'progressive.jpg', (bytes) => frameSize(bytes, 9_999, 9_999), 916],
    ['a JPEG to be turned', 'turned.6.jpg', (bytes) => frameSize(bytes, 9_999, 9_999), 616],
    [
      'an animated GIF',
      'animated.gif',
      (bytes) => {
        const frame = bytes.indexOf(Buffer.from([0x2c, 0, 0, 0, 0]));
        for (const at of [6, 8, frame + 5, frame + 7]) bytes.writeUInt16LE(9_000, at);
      },
      905,
    ],
    [
      'a WebP',
      'plain.webp',
      (bytes) => {
        bytes.writeUInt32LE(9_998 | (9_998 << 14), 21); // VP8L: 14 bits each, less one
      },
      1016,
    ],
  ])('%s that takes too much memory, before it is unpacked', async (_, name, change, megabytes) => {
    const work = decodePicture(await claiming(name, change), 'It');
    await expect(work).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' });
    await expect(work).rejects.toThrow(new RegExp(`which take ${megabytes} MB to decode`));
  });

  it.each([
    [1, 60_000_000],
    [65_536, 1],
  ])('a PNG of %i × %i pixels, which takes time for each row', async (width, height) => {
    const bytes = await claiming('plain.png', (all) => pngSize(all, width, height));
    const work = decodePicture(bytes, 'It');
    await expect(work).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' });
    await expect(work).rejects.toThrow('and at most 65535 a side are read');
  });

  it('where there is no file', async () => {
    const work = readPicture(join(folder, 'none.jpg'));
    await expect(work).rejects.toMatchObject({ code: 'PICTURE_UNREADABLE' });
    await expect(work).rejects.toThrow(/Cannot read .*none\.jpg: ENOENT/);
  });
});

it('is told by its content, not its name', async () => {
  const path = await written('really-a-png.jpg', await readFile(fixture('plain.png')));
  expect(difference(await readPicture(path), same('plain.png'))).toBe(0);
});

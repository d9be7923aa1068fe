import {
  constants,
  createBrotliCompress,
  createBrotliDecompress,
  createGunzip,
  createGzip,
} from 'node:zlib';

const gzip = {
  name: 'gzip',
  compress: () => createGzip({ level: 9 }),
  decompress: () => createGunzip(),
};

/** Its window spans many runs, and runs of one experiment are very similar: predictions take a tenth of gzip's size. */
const brotli = {
  name: 'Brotli',
  compress: () =>
    createBrotliCompress({
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 10,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      },
    }),
  decompress: () => createBrotliDecompress(),
};

/** The compression for an archive's name: Brotli for `….br`, otherwise gzip. */
export const compressionOf = (path: string) => (path.endsWith('.br') ? brotli : gzip);

/** Whether an error means that the input is damaged, truncated or compressed in another way. */
export const isOfCompression = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ERR__)/.test(String(error.code));

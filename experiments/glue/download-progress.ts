/** A download as it is reported while it runs. */
interface Download {
  readonly file: string;
  readonly received: number;
  readonly total?: number;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/** Logs each tenth of every file that is fetched; small files go unmentioned. */
export function downloadProgress(log: (line: string) => void): (download: Download) => void {
  const shown = new Map<string, number>();
  return ({ file, received, total }) => {
    if (total === undefined || total < 1e6) return;
    const tenth = Math.floor((10 * received) / total);
    if (tenth === (shown.get(file) ?? 0)) return;
    shown.set(file, tenth);
    log(`Fetching ${file}: ${10 * tenth} % of ${megabytes(total)}`);
  };
}

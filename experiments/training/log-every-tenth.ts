const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * Logs every tenth of a large file, as "Fetching model.safetensors: 30 % of 498 MB". Files smaller
 * than `leastBytes` are not logged.
 */
export function logEveryTenth(
  verb: string,
  leastBytes: number,
  log: (line: string) => void,
): (what: string, done: number, total: number | undefined) => void {
  const shown = new Map<string, number>();
  return (what, done, total) => {
    if (total === undefined || total < leastBytes) return;
    const tenth = Math.floor((10 * done) / total);
    if (tenth === (shown.get(what) ?? 0)) return;
    shown.set(what, tenth);
    log(`${verb} ${what}: ${10 * tenth} % of ${megabytes(total)}`);
  };
}

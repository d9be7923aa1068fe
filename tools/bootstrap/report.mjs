/** A number of bytes for people: "230 MB". */
export function bytesForPeople(n) {
  if (n >= 1e9) return `${(n / 1e9).toFixed(1)} GB`;
  return n >= 1e6 ? `${Math.round(n / 1e6)} MB` : `${Math.round(n / 1e3)} kB`;
}

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Reports the set-up's progress: one line per phase with its duration, a moving line on a terminal,
 * a line every quarter elsewhere, and a summary of times at the end.
 */
export class Report {
  #stream;
  #phases = [];
  #started = performance.now();

  constructor(stream = process.stderr) {
    this.#stream = stream;
  }

  /** Prints one line. */
  line(text) {
    this.#stream.write(`${text}\n`);
  }

  /**
   * Runs a phase; `work` gets a function to report its progress, as done of total bytes.
   * @template T
   * @param {string} name
   * @param {(progress: (done: number, total: number) => void) => Promise<T>} work
   * @returns {Promise<T>}
   */
  async phase(name, work) {
    const start = performance.now();
    const moving = this.#stream.isTTY;
    let detail = '';
    let quarter = 0;
    const draw = () =>
      this.#stream.write(`\r  ${name} … ${detail}${seconds(performance.now() - start)}\u001b[K`);
    const timer = moving ? setInterval(draw, 200) : undefined;
    if (!moving) this.line(`  ${name} …`);
    const progress = (done, total) => {
      detail = `${bytesForPeople(done)} of ${bytesForPeople(total)}, `;
      const reached = Math.min(4, Math.floor((4 * done) / total));
      if (!moving && reached > quarter)
        this.line(`  ${name} … ${25 * reached} % of ${bytesForPeople(total)}`);
      quarter = Math.max(quarter, reached);
    };
    try {
      const result = await work(progress);
      const spent = performance.now() - start;
      this.#phases.push({ name, spent });
      this.line(`${moving ? '\r' : ''}  ${name}: ${seconds(spent)}${moving ? '\u001b[K' : ''}`);
      return result;
    } catch (error) {
      if (moving) this.#stream.write('\r\u001b[K');
      throw error;
    } finally {
      clearInterval(timer);
    }
  }

  /** One line with the time of the whole and of each phase; empty when there was none. */
  summary() {
    if (this.#phases.length === 0) return '';
    const split = this.#phases.map(({ name, spent }) => `${name} ${seconds(spent)}`).join(', ');
    return `Set-up took ${seconds(performance.now() - this.#started)}: ${split}.`;
  }
}
